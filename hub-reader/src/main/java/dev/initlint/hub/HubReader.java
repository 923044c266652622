package dev.initlint.hub;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.family.Families;
import dev.initlint.hub.family.FamilyCard;
import dev.initlint.hub.family.FamilyModel;
import dev.initlint.hub.safetensors.Quoted;
import dev.initlint.hub.safetensors.SafetensorsFile;
import dev.initlint.hub.safetensors.Shards;
import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import dev.initlint.law.IntendedLaw;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what {@code save_pretrained} writes: a folder, its configuration alone, or its weights
 * alone.
 */
public final class HubReader {
  private final Families families;
  private final TextFiles texts;

  /**
   * @param edited texts that stand for those of files, by absolute path
   */
  public HubReader(Families families, Map<Path, String> edited) {
    this.families = families;
    this.texts = new TextFiles(edited);
  }

  /**
   * Reads the model that a path names.
   *
   * @param path a folder, a JSON file or a {@code .safetensors} file
   * @param sizes extents of named dims
   * @throws Malformed in one sentence, if a file breaks its format or describes no model
   */
  public HubModel read(Path path, Map<String, Long> sizes) {
    HubFiles files = HubFiles.of(path);
    List<String> remarks = new ArrayList<>(files.remarks());
    Tensors tensors = tensors(files);
    if (tensors != null) {
      remarks.addAll(tensors.remarks());
    }
    if (files.adapter() != null) {
      Configuration adapter = texts.parsed(files.adapter().toString(), files.adapter());
      Graph graph = placed(adapter, () -> Adapter.of(adapter, tensors).graph());
      return new HubModel(adapter, tensors, null, null, graph, null, remarks);
    }
    if (files.configuration() == null) {
      return new HubModel(
          null, tensors, null, null, stored(path.toString(), tensors), null, remarks);
    }
    Configuration c = texts.parsed(files.configuration().toString(), files.configuration());
    return configured(path, c, tensors, sizes, remarks);
  }

  /**
   * The characters of a file.
   *
   * @throws Malformed in one sentence, if it is no text
   */
  public static String text(Path file) {
    return new TextFiles(Map.of()).text(file.toString(), file);
  }

  /**
   * Reads an architecture in the notation of families.
   *
   * @param given a configuration or a folder with one, or null for the defaults of the notation
   * @throws Malformed in one sentence, if a file breaks its format or describes no model
   */
  public static HubModel own(Path net, Path given, Map<String, Long> sizes) {
    TextFiles texts = new TextFiles(Map.of());
    Families own = Families.with(net.toString(), texts.text(net.toString(), net));
    HubReader reader = new HubReader(own, Map.of());
    if (given != null) {
      return reader.read(given, sizes);
    }
    Configuration empty = Configuration.parse(net.toString(), "{}");
    return reader.configured(net, empty, null, sizes, new ArrayList<>());
  }

  private HubModel configured(
      Path path, Configuration c, Tensors files, Map<String, Long> sizes, List<String> remarks) {
    Optional<FamilyCard> family = families.of(c);
    if (family.isEmpty()) {
      Graph graph = files == null ? null : stored(path.toString(), files);
      return new HubModel(
          c, files, null, null, graph, NearestFamily.sentence(families, c), remarks);
    }
    Tensors tensors = files == null ? null : FusedExperts.of(files);
    FamilyModel model =
        placed(
            c,
            () -> {
              FieldChecks.require(c);
              return families.build(c, tensors, sizes);
            });
    return new HubModel(
        c, tensors, family.get(), model, joined(model, tensors, remarks), null, remarks);
  }

  /** A field at fault is told with its place. */
  private static <T> T placed(Configuration c, Supplier<T> work) {
    try {
      return work.get();
    } catch (BadField e) {
      throw new Malformed(c.path(), -1, c.nearest(e.pointer()) + ": " + e.getMessage());
    } catch (Malformed e) {
      boolean ofFamily =
          e.file() != null && e.file().endsWith(".net") && !Files.exists(Path.of(e.file()));
      throw ofFamily ? new Malformed(c.path(), -1, mentioned(c, e.getMessage())) : e;
    }
  }

  /** A family's objection, at the text of the configuration that it quotes. */
  private static String mentioned(Configuration c, String objection) {
    String reason = objection.replaceFirst("^line \\d+, column \\d+: ", "");
    for (var field : c.root().properties()) {
      String text = field.getValue().textValue();
      if (text != null && text.length() > 1 && reason.contains(text)) {
        return c.nearest("/" + field.getKey()) + ": " + field.getKey() + ": " + reason;
      }
    }
    return reason;
  }

  private Tensors tensors(HubFiles files) {
    if (files.index() != null) {
      Path index = files.index();
      return Shards.of(texts.parsed(index.toString(), index), index.toAbsolutePath().getParent());
    }
    if (files.weights().isEmpty()) {
      return null;
    }
    if (files.weights().size() == 1) {
      Path file = files.weights().get(0);
      return SafetensorsFile.open(file.toString(), file);
    }
    Map<String, Path> several = new LinkedHashMap<>();
    files.weights().forEach(w -> several.put(w.toString(), w));
    return Shards.of(several);
  }

  /** Weights without an architecture. */
  private static Graph stored(String path, Tensors tensors) {
    Map<String, Weight> weights = new LinkedHashMap<>();
    tensors.names().forEach(n -> weights.put(n, tensors.get(n).weight(n)));
    String name = String.valueOf(Path.of(path).getFileName());
    return new Graph(
        name, Origin.node(path, null), List.of(), List.of(), List.of(), weights, List.of());
  }

  /**
   * The family's graph with the stored tensors that it has no use for. One that is called as a
   * signal is told and left out, since a name in a graph stands for one thing.
   */
  private static Graph joined(FamilyModel model, Tensors tensors, List<String> remarks) {
    Graph g = model.graph();
    if (tensors == null) {
      return g;
    }
    Map<String, Weight> weights = new LinkedHashMap<>(g.weights());
    Set<String> signals = new HashSet<>();
    g.inputs().forEach(v -> signals.add(v.name()));
    g.nodes().forEach(n -> signals.addAll(n.outputs()));
    List<String> left = new ArrayList<>();
    for (String name : tensors.names()) {
      StoredTensor stored = tensors.get(name);
      if (!model.used().contains(stored.name())) {
        // Counters of batches and tables of positions are no parameters.
        if (stored.type().isReal()) {
          left.add(name);
        }
        if (!signals.contains(name)) {
          Weight w = stored.weight(name);
          IntendedLaw tied = Ties.of(g, w);
          weights.putIfAbsent(name, tied == null ? w : w.intended(tied));
        }
      }
    }
    tell(remarks, left, "stored and has no place in the architecture of family " + model.family());
    List<String> absent =
        g.weights().values().stream()
            .filter(w -> w.source() instanceof Weight.Drawn)
            .map(Weight::name)
            .toList();
    tell(remarks, absent, "not stored, and is taken as its library would draw it");
    return new Graph(
        g.name(), g.origin(), g.inputs(), g.outputs(), g.nodes(), weights, g.remarks());
  }

  private static void tell(List<String> remarks, List<String> names, String what) {
    if (!names.isEmpty()) {
      remarks.add(
          Quoted.plain(names.get(0))
              + (names.size() == 1 ? " is " : " (and " + (names.size() - 1) + " more) is ")
              + what);
    }
  }
}
