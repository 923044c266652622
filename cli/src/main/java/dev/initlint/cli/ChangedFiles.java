package dev.initlint.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files of a git repository that differ from a commit, or that git does not know yet.
 *
 * @param files by absolute path
 */
record ChangedFiles(Set<Path> files) {

  /**
   * Asks git, in the current folder.
   *
   * @throws UsageException if there is no git, no repository or no such commit
   */
  static ChangedFiles since(String ref) {
    if (ref.isBlank() || ref.startsWith("-")) {
      throw new UsageException("--since " + ref + ": name a commit, branch or tag");
    }
    Path root = Path.of(git(ref, "rev-parse", "--show-toplevel").strip());
    // The last commit that both have in common: what others changed meanwhile is not of this
    // change.
    String base = git(ref, "rev-parse", "--verify", "--quiet", ref + "^{commit}").strip();
    Set<Path> files = new HashSet<>();
    for (String names :
        List.of(
            git(ref, "diff", "--name-only", "-z", "--no-renames", base, "--"),
            git(ref, "ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"))) {
      Arrays.stream(names.split("\0"))
          .filter(n -> !n.isEmpty())
          .forEach(n -> files.add(root.resolve(n).normalize()));
    }
    return new ChangedFiles(files);
  }

  /** Whether a file, or one in a folder, has changed; or one whose name begins with its own. */
  boolean contains(Path model) {
    Path absolute = model.toAbsolutePath().normalize();
    Path real = real(absolute);
    return files.stream()
        .anyMatch(f -> f.startsWith(absolute) || f.startsWith(real) || isBeside(f, real));
  }

  /** External data of a model is named after it, as {@code m.onnx.data} and {@code m.bin} are. */
  private static boolean isBeside(Path file, Path model) {
    if (!model.toString().endsWith(".onnx") || !model.getParent().equals(file.getParent())) {
      return false;
    }
    String name = file.getFileName().toString();
    return !name.endsWith(".onnx") && !name.endsWith(".java") && !name.endsWith(".py");
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static String git(String ref, String... words) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return out;
      }
      throw new UsageException(
          "--since "
              + ref
              + (words[1].equals("--show-toplevel")
                  ? ": this folder is in no git repository"
                  : ": git knows no such commit; fetch it first"));
    } catch (IOException e) {
      throw new UsageException("--since " + ref + ": git is needed for this and cannot be started");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }
}
