package dev.initlint.bench;

import dev.initlint.javasource.JavaReader;
import dev.initlint.javasource.SourceParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Files of Java source read a second, warm and on one thread, beside those that are only parsed.
 * The arguments are jars of sources; each is read as one project.
 */
final class SourceFiles {
  private static final int ROUNDS = 12;

  private SourceFiles() {}

  public static void main(String[] jars) throws IOException {
    Locale.setDefault(Locale.ROOT);
    for (String jar : jars) {
      Map<String, String> texts = texts(jar);
      double read = best(() -> new JavaReader().readTexts(texts));
      double parsed =
          best(() -> texts.forEach((path, text) -> new SourceParser().parse(path, text)));
      System.out.printf(
          "%-45s %4d files  read %5.0f a second  parsed %5.0f a second  ratio %.1f%n",
          jar.substring(jar.lastIndexOf('/') + 1),
          texts.size(),
          texts.size() / read,
          texts.size() / parsed,
          read / parsed);
    }
  }

  private static double best(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static Map<String, String> texts(String jar) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar)) {
      for (ZipEntry e : zip.stream().filter(f -> f.getName().endsWith(".java")).toList()) {
        byte[] bytes = zip.getInputStream(e).readAllBytes();
        texts.put(e.getName(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
