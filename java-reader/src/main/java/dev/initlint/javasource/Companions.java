package dev.initlint.javasource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files without a framework that model-building files name, as classes of constants. */
final class Companions {
  private static final int LIMIT = 200;
  private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*");

  private Companions() {}

  /** Paths of the files to parse in addition. */
  static Set<String> select(Map<String, String> texts) {
    Map<String, List<String>> byClass = new HashMap<>();
    Set<String> names = new HashSet<>();
    texts.forEach(
        (path, text) -> {
          if (SourceParser.mentionsFramework(text)) {
            collect(text, names);
          } else {
            String file =
                path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
            byClass
                .computeIfAbsent(file.replace(".java", ""), k -> new java.util.ArrayList<>())
                .add(path);
          }
        });
    Set<String> chosen = new LinkedHashSet<>();
    byClass.forEach(
        (name, paths) -> {
          if (names.contains(name) && paths.size() == 1 && chosen.size() < LIMIT) {
            chosen.add(paths.get(0));
          }
        });
    return chosen;
  }

  private static void collect(String text, Set<String> names) {
    if (text.length() > SourceParser.CHARACTERS) {
      return;
    }
    Matcher m = TYPE_NAME.matcher(text);
    while (m.find()) {
      names.add(m.group());
    }
  }
}
