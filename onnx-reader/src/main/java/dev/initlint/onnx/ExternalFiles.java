package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Bytes;
import dev.initlint.stored.Elements;
import dev.initlint.stored.RawElements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The files beside a model that hold its large tensors. What they may be follows the ONNX checker:
 * a relative path without {@code ..}, below the model's folder, a regular file and no link, since a
 * model from elsewhere must not make its reader open just any file.
 */
final class ExternalFiles {
  /** A link that is put there after the check is not followed either. */
  private static final OpenOption[] READ = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};

  private final Path folder;
  private final Limits limits;
  private final Budget budget;
  private final Map<String, External> open = new HashMap<>();

  /**
   * @param folder that holds the model, or null when nothing may be opened
   */
  ExternalFiles(Path folder, Limits limits, Budget budget) {
    this.folder = folder;
    this.limits = limits;
    this.budget = budget;
  }

  /** An open file, and the bytes that tensors may yet claim of it. */
  private static final class External {
    final Bytes bytes;
    long claimable;

    External(Bytes bytes, long claimable) {
      this.bytes = bytes;
      this.claimable = claimable;
    }
  }

  Elements elements(
      Map<String, String> entries,
      String tensor,
      ElementType type,
      long[] dims,
      long size,
      long offset) {
    String location = entries.getOrDefault("location", "");
    External external = open.get(location);
    if (external == null) {
      Bytes mapped = open(location, tensor, offset);
      long claimable = mapped.size() * limits.virtualPerByte();
      external = new External(mapped, claimable + (1 << 20));
      open.put(location, external);
      budget.allowVirtual(claimable);
    }
    Bytes bytes = external.bytes;
    long from = number(entries, "offset", 0, tensor, offset);
    long length = number(entries, "length", size, tensor, offset);
    if (length != size) {
      throw new Malformed(
          offset,
          "tensor "
              + Quoted.name(tensor)
              + " needs "
              + size
              + " bytes but claims "
              + length
              + " of "
              + Quoted.name(location)
              + "; save the model again with its external data");
    }
    if (from > bytes.size() || size > bytes.size() - from) {
      throw new Malformed(
          offset,
          "tensor "
              + Quoted.name(tensor)
              + " ends at byte "
              + (from + size)
              + " of "
              + Quoted.name(location)
              + ", which has only "
              + bytes.size()
              + "; fetch that file again");
    }
    external.claimable -= size;
    if (external.claimable < 0) {
      throw new Malformed(
          offset,
          "tensors claim the bytes of "
              + Quoted.name(location)
              + " many times over; save the model again with its external data");
    }
    return new RawElements(bytes, from, type, dims);
  }

  private static long number(
      Map<String, String> entries, String key, long otherwise, String tensor, long offset) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long n = Long.parseLong(text.strip());
      if (n >= 0 && n < 1L << 60) {
        return n;
      }
    } catch (NumberFormatException e) {
      // falls through to the one sentence for all such texts
    }
    throw new Malformed(
        offset,
        "tensor "
            + Quoted.name(tensor)
            + " has "
            + Quoted.name(text)
            + " as "
            + key
            + " of its external data, which is not a byte count; save the model again");
  }

  private Bytes open(String location, String tensor, long offset) {
    String of = " of tensor " + Quoted.name(tensor);
    Path path = below(location, of, offset);
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new Malformed(
            offset,
            "the external data" + of + " is missing: put it at " + Quoted.name(path.toString()));
      }
      refuseLinks(path, of, offset);
      Bytes bytes = Bytes.map(path, READ);
      if (FileKind.of(bytes) == FileKind.LFS_POINTER) {
        throw new Malformed(
            offset,
            "the external data"
                + of
                + ", "
                + Quoted.name(path.toString())
                + ", is a Git LFS pointer and not the data itself; run git lfs pull");
      }
      return bytes;
    } catch (IOException e) {
      throw new Malformed(
          offset,
          "the external data"
              + of
              + " cannot be opened at "
              + Quoted.name(path.toString())
              + "; check its permissions");
    }
  }

  private Path below(String location, String of, long offset) {
    if (folder == null || location.isEmpty()) {
      throw new Malformed(
          offset, "the external data" + of + " has no location; save the model again");
    }
    Path relative;
    try {
      relative = Path.of(location);
    } catch (InvalidPathException e) {
      throw new Malformed(
          offset,
          "the external data" + of + " has a location that is no path: " + Quoted.name(location));
    }
    boolean climbs = location.indexOf('\\') >= 0 || relative.getRoot() != null;
    for (Path part : relative) {
      climbs |= part.toString().equals("..");
    }
    if (climbs) {
      throw new Malformed(
          offset,
          "the external data"
              + of
              + " is at "
              + Quoted.name(location)
              + ", outside of the model's folder, where it is not looked for; put it beside the"
              + " model and save the model again");
    }
    return folder.resolve(relative);
  }

  private void refuseLinks(Path path, String of, long offset) throws IOException {
    for (Path p = path; !p.equals(folder) && p != null; p = p.getParent()) {
      if (Files.isSymbolicLink(p)) {
        throw refused(path, of, offset, "is reached through a symbolic link");
      }
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(path, of, offset, "is not a regular file");
    }
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(path, "unix:nlink") instanceof Integer links
        && links > 1) {
      throw refused(path, of, offset, "is a hard link to a file that has other names");
    }
  }

  private static Malformed refused(Path path, String of, long offset, String why) {
    return new Malformed(
        offset,
        "the external data"
            + of
            + ", "
            + Quoted.name(path.toString())
            + ", "
            + why
            + ", which could lead anywhere; copy the data itself there");
  }
}
