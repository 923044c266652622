package dev.initlint.linking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A jar whose classes are linked; all else in it stays as it is, in its order. */
final class LinkedJar {
  private LinkedJar() {}

  /** Rewrites the jar. The same jar always gives the same bytes. */
  static void link(Path jar) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Long> times = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(jar);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        files.put(e.getName(), entries.readAllBytes());
        times.put(e.getName(), e.getTime());
      }
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    files.forEach(
        (name, bytes) -> {
          if (isClass(name)) {
            classes.put(name.substring(0, name.length() - ".class".length()), bytes);
          }
        });
    long time = times.values().stream().mapToLong(Long::longValue).max().orElse(0);
    LinkedClasses.of(classes).forEach((name, bytes) -> files.put(name + ".class", bytes));
    Files.write(jar, written(files, times, time));
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class") && !name.endsWith("-info.class") && !name.startsWith("META-INF");
  }

  private static byte[] written(Map<String, byte[]> files, Map<String, Long> times, long others)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(times.getOrDefault(file.getKey(), others));
        out.putNextEntry(entry);
        out.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
