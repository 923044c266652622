package dev.initlint.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Javadoc and pages cite of {@code docs/theory} is there. */
class CitationsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path THEORY = ROOT.resolve("docs/theory");

  /** Pages whose headings are rules, each of which some code holds. */
  private static final List<String> PAGES =
      List.of(
          "state.md",
          "pairs.md",
          "linear.md",
          "elementwise.md",
          "positions.md",
          "norms.md",
          "attention.md",
          "recurrence.md",
          "loss.md");

  private static final Pattern CITATION = Pattern.compile("docs/theory/(\\w+\\.md)(?:#([\\w-]+))?");
  private static final Pattern LINK = Pattern.compile("\\]\\((\\w+\\.md)?(?:#([\\w-]+))?\\)");

  @Test
  void citedHeadingsExist() throws IOException {
    List<String> missing = new ArrayList<>();
    int cited = 0;
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher m = CITATION.matcher(Files.readString(file));
        while (m.find()) {
          cited++;
          if (!exists(m.group(1), m.group(2))) {
            missing.add(file + " cites " + m.group());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(cited).isGreaterThan(20);
  }

  @Test
  void linksBetweenPagesHold() throws IOException {
    List<String> missing = new ArrayList<>();
    try (Stream<Path> pages = Files.list(THEORY)) {
      for (Path page : pages.toList()) {
        Matcher m = LINK.matcher(Files.readString(page));
        while (m.find()) {
          String to = m.group(1) == null ? page.getFileName().toString() : m.group(1);
          if (!exists(to, m.group(2))) {
            missing.add(page + " links to " + m.group());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyHeadingOfARuleIsCited() throws IOException {
    Set<String> cited = new HashSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(CitationsTest::isMain).toList()) {
        Matcher m = CITATION.matcher(Files.readString(file));
        while (m.find()) {
          cited.add(m.group(1) + "#" + m.group(2));
        }
      }
    }
    List<String> rules = new ArrayList<>();
    for (String page : PAGES) {
      headings(page, "## ").forEach(h -> rules.add(page + "#" + h));
    }
    assertThat(cited).containsAll(rules);
  }

  private static boolean isMain(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.contains("/src/main/java/") && path.endsWith(".java");
  }

  private static boolean exists(String page, String heading) {
    return Files.exists(THEORY.resolve(page))
        && (heading == null || headings(page, "#").contains(heading));
  }

  /** Headings as links spell them: in lower case, with dashes for blanks, without the rest. */
  private static List<String> headings(String page, String mark) {
    try {
      return Files.readAllLines(THEORY.resolve(page)).stream()
          .filter(line -> line.startsWith(mark))
          .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
          .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
