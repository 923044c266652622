package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tool as a library: from a path to findings, as the command {@code check} gives them.
 *
 * <pre>{@code
 * for (CheckResult result : Initlint.check(Path.of("model.onnx"), CheckOptions.defaults())) {
 *   if (result instanceof CheckResult.Checked checked) {
 *     checked.findings().forEach(f -> System.out.println(f.severity() + " " + f.message()));
 *   }
 * }
 * }</pre>
 *
 * <p>A bad file never costs the others and never throws: it is a result as well. No native library
 * is needed and nothing is written. Thread-safe.
 */
public final class Initlint {
  private Initlint() {}

  /**
   * Checks a file, a folder that holds one saved model, or every model below a folder.
   *
   * @return one result for each model, in the order of their paths; none where a folder has none
   * @throws SettingsException if an option names a rule, dim or input that there is not
   * @throws UncheckedIOException if a folder cannot be walked
   */
  public static List<CheckResult> check(Path path, CheckOptions options) {
    Engine engine = new IsolatingEngine(new StandardEngine(), options.timeout(), options.defects());
    EngineSettings settings =
        EngineSettings.of(
                RuleSelection.of(
                    engine.rules(), options.select(), options.ignore(), options.preview()))
            .sized(options.dims())
            .fed(options.inputs());
    return models(engine, path).stream().map(model -> engine.check(model, settings)).toList();
  }

  private static Set<Path> models(Engine engine, Path path) {
    if (!Files.isDirectory(path)) {
      return Set.of(path);
    }
    Set<Path> found = new LinkedHashSet<>();
    try (Stream<Path> files = Files.walk(path)) {
      files
          .filter(Files::isRegularFile)
          .filter(engine::recognises)
          .map(engine::modelOf)
          .sorted()
          .forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
