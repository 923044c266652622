package dev.initlint.javasource.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names of classes that the reader knows without seeing their source. */
final class KnownClasses {
  /** Platform classes used without an import, or that matter with one. */
  static final Set<String> PLATFORM =
      Set.of(
          "Math",
          "StrictMath",
          "Integer",
          "Long",
          "Float",
          "Double",
          "Boolean",
          "String",
          "Character",
          "Short",
          "Byte",
          "Object",
          "Objects",
          "System",
          "Arrays",
          "List",
          "Set",
          "Map",
          "Collections",
          "ArrayList",
          "LinkedList",
          "HashMap",
          "LinkedHashMap",
          "TreeMap",
          "HashSet",
          "LinkedHashSet",
          "Collectors",
          "Stream",
          "IntStream",
          "Optional",
          "Thread",
          "StringBuilder",
          "Random",
          "Paths",
          "Path",
          "Files",
          "File",
          "Class",
          "Function",
          "Runtime",
          "Number",
          "Iterator",
          "Collection",
          "Duration",
          "Instant",
          "Locale");

  private static final Map<String, Set<String>> BY_PACKAGE = load();

  private KnownClasses() {}

  static boolean contains(String packageName, String simpleName) {
    Set<String> names = BY_PACKAGE.get(packageName);
    return names != null && names.contains(simpleName);
  }

  private static Map<String, Set<String>> load() {
    Map<String, Set<String>> found = new HashMap<>();
    try (InputStream in = KnownClasses.class.getResourceAsStream("known-classes.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] parts = line.split(" ");
        if (!line.startsWith("#")) {
          found.put(parts[0], new HashSet<>(Arrays.asList(parts).subList(1, parts.length)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
