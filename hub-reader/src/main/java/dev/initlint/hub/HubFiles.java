package dev.initlint.hub;

import dev.initlint.hub.configuration.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which files make up the model that a path names.
 *
 * @param configuration {@code config.json} or its like, or null
 * @param adapter {@code adapter_config.json}, or null
 * @param index index of shards, or null
 * @param weights files of tensors, those that an index names left out
 * @param remarks on files that were passed over, one sentence each
 */
record HubFiles(
    Path configuration, Path adapter, Path index, List<Path> weights, List<String> remarks) {
  static final String CONFIGURATION = "config.json";
  static final String ADAPTER = "adapter_config.json";
  private static final String WEIGHTS = ".safetensors";
  private static final String INDEX = ".safetensors.index.json";

  /** Weights in formats that run code or need their framework. */
  private static final List<String> UNREAD = List.of(".bin", ".pt", ".pth", ".h5", ".msgpack");

  HubFiles {
    weights = List.copyOf(weights);
    remarks = List.copyOf(remarks);
  }

  static boolean isWeights(Path file) {
    return name(file).endsWith(WEIGHTS);
  }

  static boolean isIndex(Path file) {
    return name(file).endsWith(INDEX);
  }

  static boolean isJson(Path file) {
    return name(file).endsWith(".json");
  }

  private static String name(Path file) {
    return file.getFileName() == null ? "" : file.getFileName().toString();
  }

  /**
   * The files of a path that was named.
   *
   * @throws Malformed if a folder holds no model
   */
  static HubFiles of(Path path) {
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (isIndex(path)) {
      return new HubFiles(null, null, path, List.of(), List.of());
    }
    if (isWeights(path)) {
      return new HubFiles(null, null, null, List.of(path), List.of());
    }
    return name(path).equals(ADAPTER)
        ? new HubFiles(null, path, null, List.of(), List.of())
        : new HubFiles(path, null, null, List.of(), besides(path));
  }

  /** A remark on weights that lie beside a configuration that was named alone. */
  private static List<String> besides(Path configuration) {
    Path folder = configuration.toAbsolutePath().getParent();
    if (!name(configuration).equals(CONFIGURATION) || folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> weights =
          files.filter(HubFiles::isWeights).filter(Files::isRegularFile).sorted().toList();
      return weights.isEmpty()
          ? List.of()
          : List.of(
              name(weights.get(0))
                  + (weights.size() > 1 ? " and " + (weights.size() - 1) + " more" : "")
                  + " beside it "
                  + (weights.size() > 1 ? "are" : "is")
                  + " not read, since the configuration alone was named; name the folder to check"
                  + " its weights too");
    } catch (IOException unlisted) {
      return List.of();
    }
  }

  private static HubFiles folder(Path folder) {
    List<Path> names = listed(folder);
    Path configuration = present(folder.resolve(CONFIGURATION));
    Path adapter = present(folder.resolve(ADAPTER));
    List<Path> weights = names.stream().filter(HubFiles::isWeights).toList();
    List<Path> indices = names.stream().filter(HubFiles::isIndex).toList();
    if (configuration == null && adapter == null && weights.isEmpty() && indices.isEmpty()) {
      throw new Malformed(
          null,
          -1,
          "the folder holds neither config.json nor a .safetensors file; name the folder"
              + " that save_pretrained wrote");
    }
    List<String> remarks = new ArrayList<>();
    Path whole = present(folder.resolve("model" + WEIGHTS));
    Path one = adapter == null ? whole : present(folder.resolve("adapter_model" + WEIGHTS));
    if (one != null) {
      passedOver(remarks, weights.stream().filter(w -> !w.equals(one)).toList(), one);
      return new HubFiles(configuration, adapter, null, List.of(one), remarks);
    }
    if (!indices.isEmpty()) {
      passedOver(remarks, indices.subList(1, indices.size()), indices.get(0));
      return new HubFiles(configuration, adapter, indices.get(0), List.of(), remarks);
    }
    if (weights.isEmpty()) {
      names.stream()
          .filter(n -> UNREAD.stream().anyMatch(name(n).toLowerCase(Locale.ROOT)::endsWith))
          .findFirst()
          .ifPresent(
              n ->
                  remarks.add(
                      name(n)
                          + " is not read; save the weights with save_pretrained(…,"
                          + " safe_serialization=True)"));
    }
    return new HubFiles(configuration, adapter, null, weights, remarks);
  }

  private static void passedOver(List<String> remarks, List<Path> others, Path chosen) {
    if (!others.isEmpty()) {
      remarks.add(
          name(others.get(0))
              + (others.size() > 1 ? " and " + (others.size() - 1) + " more" : "")
              + (others.size() > 1 ? " are" : " is")
              + " passed over, since libraries load "
              + name(chosen));
    }
  }

  private static Path present(Path file) {
    return Files.isRegularFile(file) ? file : null;
  }

  private static List<Path> listed(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new Malformed(null, -1, "the folder cannot be listed; check its permissions");
    }
  }
}
