package dev.initlint.engine.config;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern of paths below a folder, as {@code models/legacy/**}. One without a slash is about the
 * names of files and folders wherever they are; one that matches a folder is about all in it.
 */
public final class PathPattern {
  private final Path folder;
  private final String text;
  private final List<PathMatcher> matchers;

  /**
   * @throws IllegalArgumentException if it is no pattern
   */
  PathPattern(Path folder, String text) {
    this.folder = folder;
    this.text = text;
    String glob = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    // Two stars and a slash stand for no folder too, which the file system's globs do not know.
    Stream<String> globs =
        glob.contains("/") ? Stream.of(glob, glob.replace("**/", "")) : Stream.of(glob);
    matchers =
        globs.distinct().map(g -> FileSystems.getDefault().getPathMatcher("glob:" + g)).toList();
  }

  boolean matches(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    if (!absolute.startsWith(folder) || absolute.equals(folder)) {
      return false;
    }
    Path relative = folder.relativize(absolute);
    for (Path p = relative; p != null; p = p.getParent()) {
      Path at = text.contains("/") ? p : p.getFileName();
      if (matchers.stream().anyMatch(m -> m.matches(at))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return text;
  }
}
