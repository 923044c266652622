package dev.initlint.engine.cache;

import dev.initlint.engine.EngineSettings;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Results of earlier runs by what they follow from: the content, the settings and the build. One
 * file for each, written aside and moved into place, so that any number of runs may share a folder;
 * one that is damaged is as good as none.
 */
final class ResultCache {
  /** Files that are kept; the ones that were not used for longest go first. */
  static final int MOST = 10_000;

  private static final int SUM = 32;

  private final Path folder;
  private final byte[] build;
  private final AtomicBoolean hasGrown = new AtomicBoolean();

  ResultCache(Path folder, String build) {
    this.folder = folder;
    this.build = Content.sha().digest(build.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The key of a result. The working folder is a part of it, since places are told from there.
   *
   * @throws IOException if the settings cannot be written down
   */
  String key(Path file, EngineSettings settings, Content content) throws IOException {
    MessageDigest sha = Content.sha();
    sha.update(content.bytes());
    sha.update(build);
    String here = Path.of("").toAbsolutePath().toString();
    sha.update(RecordCodec.bytes(List.of(here, file.toString(), settings)));
    return HexFormat.of().formatHex(sha.digest());
  }

  /** The result under a key, or null. */
  CheckResult.Checked get(String key) {
    Path file = file(key);
    try {
      byte[] all = Files.readAllBytes(file);
      byte[] payload = Arrays.copyOfRange(all, Math.min(SUM, all.length), all.length);
      byte[] sum = Content.sha().digest(payload);
      if (all.length < SUM || !Arrays.equals(all, 0, SUM, sum, 0, SUM)) {
        return null;
      }
      Object value = RecordCodec.value(payload);
      if (value instanceof CheckResult.Checked checked) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return checked;
      }
    } catch (IOException | RuntimeException damaged) {
      // Worked out anew, and written over.
    }
    return null;
  }

  /** Keeps a result; where that cannot be, the next run works it out again. */
  void put(String key, CheckResult.Checked result) {
    Path file = file(key);
    Path aside =
        file.resolveSibling(
            "." + key + "." + ProcessHandle.current().pid() + "." + Thread.currentThread().getId());
    try {
      byte[] payload = RecordCodec.bytes(result);
      byte[] sum = Content.sha().digest(payload);
      byte[] all = Arrays.copyOf(sum, SUM + payload.length);
      System.arraycopy(payload, 0, all, SUM, payload.length);
      Files.createDirectories(file.getParent());
      try {
        Files.write(aside, all, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(aside);
      }
      hasGrown.set(true);
    } catch (IOException | RuntimeException unkept) {
      // A cache is a convenience: nothing is lost.
    }
  }

  private Path file(String key) {
    return folder.resolve(key.substring(0, 2)).resolve(key);
  }

  /** Takes out what is too much. */
  void prune() {
    if (hasGrown.getAndSet(false)) {
      prune(MOST);
    }
  }

  void prune(int most) {
    try (Stream<Path> walk = Files.walk(folder, 2)) {
      List<Path> files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
      if (files.size() <= most) {
        return;
      }
      files.sort(Comparator.comparing(ResultCache::used));
      for (Path file : files.subList(0, files.size() - most)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException another) {
      // Another run is at it.
    }
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
