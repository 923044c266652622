package dev.initlint.engine;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Graph;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaProject;
import dev.initlint.javasource.JavaReader;
import dev.initlint.javasource.SourceText;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java files with the models they define. The files below one source root are read together, so
 * that a model may use a class of another package; each root is read once.
 */
final class JavaSources {
  private static final List<String> FRAMEWORKS =
      List.of("ai.djl", "org.deeplearning4j", "org.nd4j", "org.tensorflow.op");

  /** What is told of a named file that is none of these. */
  static final String WITHOUT_FRAMEWORK =
      "it names none of the frameworks that are read (DJL, Deeplearning4j, SameDiff, TensorFlow), so"
          + " there is no model in it";

  /** Files above this size are left to the reader, which says so. */
  private static final long SEARCHED = 16L << 20;

  /** Most entries of one root that are looked at; files among the others are read one by one. */
  private static final int ENTRIES = 20_000;

  private static final Pattern PACKAGE =
      Pattern.compile("^\\s*package\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);

  private final Map<Reading, JavaProject> roots = new ConcurrentHashMap<>();
  private final Map<SourceModel, Set<String>> written = new IdentityHashMap<>();
  private final Map<Path, String> edited;

  /** Files as they are. */
  JavaSources() {
    this(Map.of());
  }

  /**
   * Files as they would be after edits.
   *
   * @param edited texts that stand for those of files, by absolute path
   */
  JavaSources(Map<Path, String> edited) {
    this.edited = Map.copyOf(edited);
  }

  /** Files that are read together, with the sizes that the user gives to names in them. */
  private record Reading(Root root, Map<String, Long> sizes) {
    JavaReader reader() {
      Map<String, Double> settings = new HashMap<>();
      sizes.forEach((name, size) -> settings.put(name, size.doubleValue()));
      return new JavaReader(settings);
    }
  }

  /** Whether a file is Java source that names one of the frameworks. */
  static boolean mentionsFramework(Path file) {
    if (!isJava(file)) {
      return false;
    }
    try {
      if (Files.size(file) > SEARCHED) {
        return true;
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return FRAMEWORKS.stream().anyMatch(text::contains);
    } catch (IOException e) {
      return true;
    }
  }

  static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  /**
   * What the reader makes of one file.
   *
   * @param sizes of names that the source leaves open
   */
  FileOutcome of(Path file, Map<String, Long> sizes) {
    Path absolute = file.toAbsolutePath().normalize();
    Reading reading = new Reading(Root.of(absolute), sizes);
    FileOutcome found = roots.computeIfAbsent(reading, this::open).outcome(absolute.toString());
    // What fails together may be fine alone, and says which file is at fault.
    boolean readable = found != null && !(found instanceof FileOutcome.Unreadable);
    return readable ? found : reading.reader().read(List.of(absolute), edited).get(0);
  }

  /** The files that are read together with one. */
  Basis basis(Path file) {
    Root root = Root.of(file.toAbsolutePath().normalize());
    return new Basis(
        List.of(new Basis.Part(root.folder(), root.depth(), ".java", ENTRIES, false)), true);
  }

  /** Whether a size was made use of in the files that are read with one; true of what failed. */
  boolean uses(Path file, Map<String, Long> sizes, String name) {
    JavaProject project = roots.get(new Reading(Root.of(file.toAbsolutePath().normalize()), sizes));
    return project == null || project.uses(name);
  }

  /**
   * The models of a file, and those found so far whose parameters stand in the same files, as of
   * code that calls into it: an edit may reach these too, and no others.
   */
  List<SourceModel> models(Path file, Map<String, Long> sizes) {
    FileOutcome own = of(file, sizes);
    List<SourceModel> models =
        new ArrayList<>(own instanceof FileOutcome.Models m ? m.models() : List.of());
    Set<String> touched = new HashSet<>();
    models.forEach(m -> touched.addAll(written(m)));
    // By identity: two models are alike in nothing less than all of their graphs.
    Set<SourceModel> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(models);
    Reading reading = new Reading(Root.of(file.toAbsolutePath().normalize()), sizes);
    for (SourceModel other : roots.get(reading).models()) {
      if (!known.contains(other) && !Collections.disjoint(written(other), touched)) {
        models.add(other);
      }
    }
    return models;
  }

  /** The files that say what the parameters of a model are drawn from. */
  private Set<String> written(SourceModel model) {
    synchronized (written) {
      return written.computeIfAbsent(
          model,
          m -> {
            Set<String> files = new HashSet<>();
            for (SourceParameter p : m.parameters()) {
              Stream.of(p.definition(), p.initialiserRange())
                  .filter(Objects::nonNull)
                  .forEach(r -> files.add(r.path()));
            }
            return files;
          });
    }
  }

  /** Number of parameters of the models that a file defines. */
  long parameters(Path file, Map<String, Long> sizes) {
    return of(file, sizes) instanceof FileOutcome.Models m
        ? m.models().stream().mapToLong(SourceModel::parametersTotal).sum()
        : 0;
  }

  /** The characters of a file; null where it cannot be read. */
  String text(Path file) {
    String text = edited.get(file.toAbsolutePath().normalize());
    try {
      return text != null ? text : SourceText.of(Files.readAllBytes(file)).text();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Files that are read together.
   *
   * @param depth how far below the folder, 1 for its own files
   */
  private record Root(Path folder, int depth) {

    /** Where the packages of a file start, or its own folder where they do not match. */
    static Root of(Path file) {
      Path folder = file.getParent();
      Path packages = packages(file);
      if (packages == null || !folder.endsWith(packages)) {
        return new Root(folder, 1);
      }
      Path root = folder;
      for (int i = 0; i < packages.getNameCount() && root != null; i++) {
        root = root.getParent();
      }
      boolean isWhole = root == null || root.getParent() == null;
      return isWhole ? new Root(folder, 1) : new Root(root, Integer.MAX_VALUE);
    }
  }

  private static Path packages(Path file) {
    try {
      Matcher declared =
          PACKAGE.matcher(
              Files.size(file) > SEARCHED
                  ? ""
                  : Files.readString(file, StandardCharsets.ISO_8859_1));
      return declared.find() ? Path.of(declared.group(1).replace('.', '/')) : null;
    } catch (IOException unread) {
      return null;
    }
  }

  /** The sizes of those extents that a graph from source still only names. */
  static Map<String, Long> named(Graph graph, Map<String, Long> sizes) {
    Map<String, Long> left = new HashMap<>(sizes);
    left.keySet()
        .removeIf(
            name ->
                graph.inputs().stream()
                    .filter(v -> v.shape() != null)
                    .flatMap(v -> v.shape().stream())
                    .noneMatch(d -> d.equals(Dim.of(name))));
    return left;
  }

  private JavaProject open(Reading reading) {
    Root root = reading.root();
    try (Stream<Path> files = Files.walk(root.folder(), root.depth())) {
      List<Path> java =
          files
              .limit(ENTRIES)
              .filter(JavaSources::isJava)
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      return reading.reader().open(java, edited);
    } catch (IOException | UncheckedIOException unlisted) {
      return reading.reader().open(List.of(), edited);
    }
  }
}
