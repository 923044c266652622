package dev.initlint.engine;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.hub.HubModel;
import dev.initlint.hub.HubPaths;
import dev.initlint.hub.HubReader;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.family.Families;
import dev.initlint.hub.network.NetworkText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folders as {@code save_pretrained} writes them, their configurations and their weights. */
final class HubModels implements ModelReader {
  private final Map<Path, String> edited;

  HubModels() {
    this(Map.of());
  }

  private HubModels(Map<Path, String> edited) {
    this.edited = edited;
  }

  @Override
  public boolean takes(Path path) {
    return HubPaths.isModel(path);
  }

  @Override
  public boolean recognises(Path path) {
    return HubPaths.recognises(path);
  }

  @Override
  public Path modelOf(Path found) {
    return HubPaths.modelOf(found);
  }

  @Override
  public Basis basis(Path path, EngineSettings settings) {
    if (Files.isDirectory(path)) {
      return Basis.folder(path);
    }
    Path folder = path.toAbsolutePath().getParent();
    if (HubPaths.hasConfiguration(path)) {
      return Basis.file(path).named(folder, ".safetensors");
    }
    boolean isIndex = path.toString().endsWith(".json");
    return isIndex ? Basis.folder(folder) : Basis.file(path);
  }

  @Override
  public boolean isText(Path path) {
    return HubPaths.hasConfiguration(path);
  }

  @Override
  public ModelReader over(Map<Path, String> texts) {
    return new HubModels(Map.copyOf(texts));
  }

  @Override
  public Optional<String> harm(String before, String after, List<Fix.Edit> edits) {
    try {
      Configuration.parse("", after);
      return Optional.empty();
    } catch (Malformed e) {
      return Optional.of("the file would not be valid JSON");
    }
  }

  @Override
  public ReadFile read(Path path, EngineSettings settings) {
    try {
      if (HubPaths.isArchitecture(path)) {
        String text = HubReader.text(path);
        if (NetworkText.isNetwork(text)) {
          return network(path, text, settings);
        }
      }
      HubModel model =
          HubPaths.isArchitecture(path)
              ? HubReader.own(path, settings.configuration(), settings.dims())
              : new HubReader(Families.standard(), edited).read(path, settings.dims());
      return models(path, model);
    } catch (Malformed e) {
      return new ReadFile.Unreadable(
          named(path, e.file()) == null ? e.offset() : -1, placed(path, e));
    }
  }

  private static ReadFile network(Path path, String text, EngineSettings settings) {
    if (settings.configuration() != null) {
      throw new SettingsException(
          "--config "
              + settings.configuration()
              + " goes with an architecture, whose file begins \"family NAME: TITLE\", and "
              + path
              + " is a network");
    }
    NetworkModel model = new NetworkModel(NetworkText.parse(path.toString(), text));
    Optional<String> fault = GraphVerifier.verify(model.graph());
    return fault.isPresent()
        ? new ReadFile.Unreadable(-1, fault.get())
        : new ReadFile.Models(List.of(model), List.of(), ReadFile.Hearing.ALL);
  }

  private ReadFile models(Path path, HubModel model) {
    List<String> remarks = new ArrayList<>(model.remarks());
    Coverage unknown = Coverage.NONE;
    if (model.unknown() != null) {
      String rest =
          model.graph() == null ? "nothing of it was checked" : "its weights are checked alone";
      remarks.add(model.unknown() + "; " + rest + "; an ONNX export of it can be checked whole");
      Unmodelled architecture =
          new Unmodelled(Unmodelled.ARCHITECTURE, 1, model.unknown(), 1, false);
      unknown = new Coverage(1, 0, List.of(architecture));
    }
    if (model.graph() == null) {
      return new ReadFile.Models(List.of(), remarks, unknown, ReadFile.Hearing.ALL);
    }
    Optional<String> fault = GraphVerifier.verify(model.graph());
    if (fault.isPresent()) {
      return new ReadFile.Unreadable(-1, fault.get());
    }
    HubArchitecture one = new HubArchitecture(path, model, edited, remarks);
    return new ReadFile.Models(List.of(one), List.of(), unknown, ReadFile.Hearing.ALL);
  }

  /** The file at fault as seen from the path that was named; null if it is that path itself. */
  private static String named(Path path, String file) {
    if (file == null || file.equals(path.toString())) {
      return null;
    }
    Path at = Path.of(file);
    return at.startsWith(path) ? path.relativize(at).toString() : file;
  }

  private static String placed(Path path, Malformed e) {
    String file = named(path, e.file());
    String at = e.offset() >= 0 ? ", byte " + e.offset() : "";
    return file == null ? e.getMessage() : file + at + ": " + e.getMessage();
  }
}
