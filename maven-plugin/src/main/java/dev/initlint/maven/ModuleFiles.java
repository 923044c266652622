package dev.initlint.maven;

import dev.initlint.engine.Engine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.maven.plugin.MojoExecutionException;
import org.codehaus.plexus.util.DirectoryScanner;
import org.codehaus.plexus.util.SelectorUtils;

/**
 * Finds files of a module, in the order of their names. A path is given relative to the folder that
 * Maven was started in when it lies below it, as a reader of the log would type it.
 *
 * @param excludes patterns, relative to the module
 */
record ModuleFiles(Path basedir, List<String> excludes) {
  private static final List<String> DEFAULT_MODELS =
      List.of(
          "src/main/resources/**/*.onnx",
          "src/main/resources/**/config.json",
          "src/main/resources/**/*.safetensors",
          "models/**/*.onnx",
          "models/**/config.json",
          "models/**/*.safetensors");

  /** Files that match Maven patterns, relative to the module. */
  List<Path> matching(List<String> patterns) {
    return patterns.isEmpty() ? List.of() : scan(basedir, patterns);
  }

  /**
   * Models that match patterns, or the usual ones where none is given. Files that patterns of the
   * user match are read whatever they are; the files of one saved model stand for their folder.
   */
  Set<Path> models(List<String> patterns, Engine engine) {
    Set<Path> found = new LinkedHashSet<>();
    for (Path file : matching(patterns.isEmpty() ? DEFAULT_MODELS : patterns)) {
      boolean recognised = engine.recognises(file);
      if (recognised || !patterns.isEmpty()) {
        found.add(recognised ? engine.modelOf(file) : file);
      }
    }
    return found;
  }

  /**
   * Files in folders that are wanted; a folder that does not exist has none.
   *
   * @throws MojoExecutionException if a folder is a file
   */
  List<Path> below(List<String> folders, Predicate<Path> wanted) throws MojoExecutionException {
    List<Path> found = new ArrayList<>();
    for (String name : folders) {
      Path folder = basedir.resolve(name.strip());
      if (Files.isRegularFile(folder)) {
        throw new MojoExecutionException(
            "initlint.sources names " + name + ", which is a file; give a folder");
      }
      if (Files.isDirectory(folder)) {
        scan(folder, List.of("**/*.java")).stream().filter(wanted).forEach(found::add);
      }
    }
    return found;
  }

  private List<Path> scan(Path folder, List<String> patterns) {
    DirectoryScanner scanner = new DirectoryScanner();
    scanner.setBasedir(folder.toFile());
    scanner.setIncludes(patterns.stream().map(String::strip).toArray(String[]::new));
    scanner.addDefaultExcludes();
    scanner.scan();
    return Arrays.stream(scanner.getIncludedFiles())
        .sorted()
        .map(folder::resolve)
        .filter(file -> !isExcluded(file))
        .map(ModuleFiles::shown)
        .toList();
  }

  private boolean isExcluded(Path file) {
    String relative = basedir.relativize(file).toString();
    return excludes.stream()
        .anyMatch(
            pattern ->
                SelectorUtils.matchPath(
                    pattern.strip().replace('/', File.separatorChar), relative));
  }

  private static Path shown(Path file) {
    Path started = Path.of("").toAbsolutePath();
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(started) ? started.relativize(absolute) : absolute;
  }
}
