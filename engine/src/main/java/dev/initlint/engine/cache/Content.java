package dev.initlint.engine.cache;

import dev.initlint.engine.Basis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What stands in the files that a result follows from.
 *
 * @param bytes a fingerprint of names and content
 * @param times one of sizes and times of change, by which a file that was changed and changed back
 *     is told from one that stayed
 */
record Content(byte[] bytes, byte[] times) {
  /** Bytes above which the content is not read twice. */
  private static final long LARGEST = 512L << 20;

  private static final int CHUNK = 1 << 16;

  @Override
  public boolean equals(Object other) {
    return other instanceof Content c
        && Arrays.equals(bytes, c.bytes)
        && Arrays.equals(times, c.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The content, or nothing where it is too much, or a result may follow from more. */
  static Optional<Content> of(Basis basis) throws IOException {
    Reading reading = new Reading();
    for (Basis.Part part : basis.parts()) {
      if (!reading.add(part)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Content(reading.content.digest(), reading.times.digest()));
  }

  /** One walk over all files. */
  private static final class Reading {
    final MessageDigest content = sha();
    final MessageDigest times = sha();
    private long size;

    boolean add(Basis.Part part) throws IOException {
      if (!Files.isDirectory(part.root())) {
        return file(part.root(), part.root().toString(), part.isNames());
      }
      List<Path> entries;
      try (Stream<Path> walk = Files.walk(part.root(), part.depth())) {
        entries = walk.limit(part.most() + 1L).toList();
      } catch (UncheckedIOException unlisted) {
        return false;
      }
      if (entries.size() > part.most()) {
        return false;
      }
      for (Path entry : entries.stream().sorted().toList()) {
        String name = part.root().relativize(entry).toString();
        if (name.endsWith(part.ending()) && !file(entry, name, part.isNames())) {
          return false;
        }
      }
      return true;
    }

    /** Adds what a path is and what stands in it; whether that is all that counts. */
    private boolean file(Path file, String name, boolean isName) throws IOException {
      boolean isLink = Files.isSymbolicLink(file);
      boolean isFile = Files.isRegularFile(file);
      boolean isFolder = Files.isDirectory(file);
      tell(name + "\0" + isLink + isFile + isFolder);
      if (isLink && isFolder) {
        return false;
      }
      if (!isFile || isName) {
        return true;
      }
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      times.update((now.lastModifiedTime() + "\0" + now.fileKey()).getBytes(UTF));
      size += now.size();
      if (size > LARGEST) {
        return false;
      }
      boolean isModel = name.endsWith(".onnx");
      return !bytes(file, isModel) || externalData(file);
    }

    /** The files beside a model that it names, which are a part of it. */
    private boolean externalData(Path model) throws IOException {
      Optional<Set<String>> locations = Locations.of(model);
      if (locations.isEmpty()) {
        return false;
      }
      Path folder = model.toAbsolutePath().getParent();
      for (String location : locations.get()) {
        Path data = folder.resolve(location);
        if (data.toString().endsWith(".onnx") || !file(data, location, false)) {
          return false;
        }
      }
      return true;
    }

    private void tell(String text) {
      byte[] bytes = text.getBytes(UTF);
      content.update((bytes.length + "\0").getBytes(UTF));
      content.update(bytes);
    }

    /** Adds the bytes of a file; whether they mention external data. */
    private boolean bytes(Path file, boolean looks) throws IOException {
      byte[] chunk = new byte[CHUNK];
      Locations.Mention mention = new Locations.Mention();
      boolean mentioned = false;
      Words words = new Words();
      try (InputStream in = Files.newInputStream(file)) {
        int read;
        while ((read = in.readNBytes(chunk, 0, chunk.length)) > 0) {
          words.add(chunk, read, CHUNK);
          mentioned |= looks && mention.in(chunk, read);
        }
      }
      content.update(words.fingerprint());
      return mentioned;
    }
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
