package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.edit.RemedySpelling;
import dev.initlint.javasource.edit.UntouchedCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Java source that defines models: several in one file, in text that says what is meant. */
final class JavaModels implements ModelReader {
  private final JavaSources sources;

  JavaModels() {
    this(new JavaSources());
  }

  private JavaModels(JavaSources sources) {
    this.sources = sources;
  }

  @Override
  public boolean takes(Path path) {
    return JavaSources.isJava(path);
  }

  @Override
  public boolean recognises(Path path) {
    return JavaSources.mentionsFramework(path);
  }

  @Override
  public Basis basis(Path path, EngineSettings settings) {
    return sources.basis(path);
  }

  @Override
  public boolean isText(Path path) {
    return true;
  }

  @Override
  public ModelReader over(Map<Path, String> texts) {
    return new JavaModels(new JavaSources(texts));
  }

  @Override
  public Optional<String> harm(String before, String after, List<Fix.Edit> edits) {
    return UntouchedCode.harm(before, after, edits);
  }

  @Override
  public ReadFile read(Path path, EngineSettings settings) {
    Map<String, Long> sizes = settings.dims();
    FileOutcome outcome = sources.of(path, sizes);
    if (outcome instanceof FileOutcome.Unreadable u) {
      String line = u.line() > 0 ? "line " + u.line() + ": " : "";
      return new ReadFile.Unreadable(-1, line + u.reason());
    }
    if (outcome instanceof FileOutcome.Models m) {
      return models(path.toString(), m, sizes);
    }
    List<String> reasons =
        outcome instanceof FileOutcome.WithoutModel w
            ? w.reasons()
            : List.of(JavaSources.WITHOUT_FRAMEWORK);
    return new ReadFile.Models(List.of(), reasons, ReadFile.Hearing.ALL);
  }

  private ReadFile models(String path, FileOutcome.Models file, Map<String, Long> sizes) {
    Predicate<String> used = name -> sources.uses(Path.of(path), sizes, name);
    SourceCures cures =
        new SourceCures(
            () ->
                new RemedySpelling(
                    sources.models(Path.of(path), sizes), p -> sources.text(Path.of(p))));
    List<ReadModel> models =
        file.models().stream().map(m -> (ReadModel) new JavaModel(path, m, cures, used)).toList();
    return new ReadFile.Models(models, file.notes(), new Comments(path, sources));
  }

  /** The comments of the file that ask for silence. */
  private static final class Comments implements ReadFile.Hearing {
    private final String path;
    private final JavaSources sources;
    private Suppressions suppressions;

    Comments(String path, JavaSources sources) {
      this.path = path;
      this.sources = sources;
    }

    @Override
    public Heard heard(List<Finding> findings, Set<String> rules) {
      return of(rules).heard(findings);
    }

    @Override
    public List<String> remarks(Set<String> rules) {
      return of(rules).remarks(path);
    }

    private Suppressions of(Set<String> rules) {
      if (suppressions == null) {
        suppressions = new Suppressions(sources, rules);
      }
      return suppressions;
    }
  }
}
