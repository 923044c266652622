package dev.initlint.hub.safetensors;

import dev.initlint.graph.Origin;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.stored.Bytes;
import dev.initlint.stored.RawElements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One weights file. */
public final class SafetensorsFile implements Tensors {
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  private SafetensorsFile(String path, Bytes file) {
    WeightsKind.require(path, file);
    Header header = Header.of(path, file);
    List<String> unread = new ArrayList<>();
    for (Header.Entry e : header.entries().values()) {
      if (e.type().isRead()) {
        RawElements data =
            new RawElements(file, header.dataStart() + e.begin(), e.type().type(), e.shape());
        Origin origin = Origin.node(path, null);
        tensors.put(e.name(), new StoredTensor(e.name(), data.type(), data.dims(), data, origin));
      } else {
        unread.add(Quoted.plain(e.name()) + " (" + e.type() + ")");
      }
    }
    if (!unread.isEmpty()) {
      String more = unread.size() > 1 ? " and " + (unread.size() - 1) + " more" : "";
      remarks.add(unread.get(0) + more + " is of a dtype that is not read");
    }
  }

  /**
   * Opens a file and reads its header; elements are read when they are asked for.
   *
   * @param path what reports call it
   * @throws Malformed with the byte at fault, if the file breaks the format or cannot be opened
   */
  public static SafetensorsFile open(String path, Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new Malformed(path, -1, "it is not a regular file");
    }
    try {
      return new SafetensorsFile(path, Bytes.map(file));
    } catch (IOException e) {
      throw new Malformed(
          path, -1, "the file cannot be opened and mapped; check that it is there and readable");
    } catch (InternalError e) {
      // what the JVM throws when a mapped page is gone
      throw new Malformed(path, -1, "the file was cut short while it was read; try again");
    }
  }

  /** Reads bytes that are at hand, seen through windows of 2^{@code bits}. */
  static SafetensorsFile of(String path, byte[] bytes, int bits) {
    return new SafetensorsFile(path, Bytes.of(bytes, bits));
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public StoredTensor get(String name) {
    return tensors.get(name);
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }
}
