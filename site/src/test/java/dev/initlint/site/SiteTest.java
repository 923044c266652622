package dev.initlint.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir Path site;

  @BeforeEach
  void write() throws IOException {
    Site.write(DOCS, site);
  }

  @Test
  void everyLinkOfEveryPageLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("\\w+:.*") && !isThere(page, target)) {
          dead.add(site.relativize(page) + " -> " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static boolean isThere(Path page, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.isRegularFile(file)
        && (parts.length == 1 || Files.readString(file).contains("id=\"" + parts[1] + "\""));
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    for (Path page : pages()) {
      assertThat(Files.readString(page))
          .as(page.toString())
          .doesNotContain("src=\"http")
          .doesNotContain("rel=\"stylesheet\" href=\"http");
    }
  }

  @Test
  void everyPageOfTheMenuIsThereAndMarksItself() throws IOException {
    for (Menu.Entry e : Menu.read(DOCS.resolve("site.txt")).entries()) {
      String page = Files.readString(site.resolve(Page.html(e.path())));
      assertThat(page).contains("aria-current=\"page\">" + Page.escaped(e.name()) + "</a>");
    }
  }

  @Test
  void rulesAreATableWithAFilter() throws IOException {
    assertThat(Files.readString(site.resolve("index.html")))
        .contains("<td><a href=\"rules/ATT001.html\">ATT001</a></td>", "src=\"filter.js\"");
    assertThat(Files.readString(site.resolve("rules/ATT001.html")))
        .contains("<title>ATT001 missing-attention-scale · initlint</title>")
        .doesNotContain("filter.js");
  }

  @Test
  void whatTestsAreToldIsNotShown() {
    Page page = Page.of("a/b.md", "# T & U\n\n<!-- exits 1 -->\n```sh\nx <y>\n```\n", menu());
    assertThat(page.html())
        .contains("T &amp; U · initlint", "x &lt;y&gt;", "../style.css")
        .doesNotContain("exits");
  }

  private static Menu menu() {
    return new Menu(List.of(new Menu.Entry("index.md", "Rules")));
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      return files.filter(f -> f.toString().endsWith(".html")).toList();
    }
  }
}
