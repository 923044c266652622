package dev.initlint.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which paths are models as libraries save them, by name and, for a configuration, by content. */
public final class HubPaths {
  /** What only configurations of models have, near enough: other tools write config.json too. */
  private static final Pattern OF_A_MODEL =
      Pattern.compile("\"(model_type|architectures|peft_type)\"\\s*:");

  private static final long SEARCHED = 16L << 20;

  private HubPaths() {}

  /** Whether a path that was named is read as such a model. */
  public static boolean isModel(Path path) {
    return HubFiles.isWeights(path)
        || HubFiles.isJson(path)
        || isArchitecture(path)
        || Files.isDirectory(path);
  }

  /** Whether a path that was named is an architecture in the notation of families. */
  public static boolean isArchitecture(Path path) {
    return path.toString().endsWith(".net");
  }

  /** Whether a file found in a folder is part of such a model. */
  public static boolean recognises(Path file) {
    return HubFiles.isWeights(file) || HubFiles.isIndex(file) || isConfiguration(file);
  }

  /** The folder that a file is part of, or the file where it stands alone. */
  public static Path modelOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean whole =
        !HubFiles.isWeights(file)
            || isConfiguration(folder.resolve(HubFiles.CONFIGURATION))
            || isConfiguration(folder.resolve(HubFiles.ADAPTER))
            || hasIndex(folder);
    if (!whole) {
      return file;
    }
    return file.getParent() == null ? Path.of("") : file.getParent();
  }

  /** Whether a path that was named has a configuration that can be edited. */
  public static boolean hasConfiguration(Path path) {
    return Files.isDirectory(path)
        ? Files.isRegularFile(path.resolve(HubFiles.CONFIGURATION))
        : HubFiles.isJson(path) && !HubFiles.isIndex(path);
  }

  private static boolean hasIndex(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(HubFiles::isIndex);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isConfiguration(Path file) {
    String name = file.getFileName().toString();
    if (!List.of(HubFiles.CONFIGURATION, HubFiles.ADAPTER).contains(name)) {
      return false;
    }
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= SEARCHED
          && OF_A_MODEL.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      return false;
    }
  }
}
