package dev.initlint.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The menu of every page.
 *
 * @param entries in their order
 */
record Menu(List<Entry> entries) {
  /**
   * One line of the menu.
   *
   * @param path the markdown file, relative to the root of the site
   */
  record Entry(String path, String name) {}

  /** Lines of a path and, after spaces, a name; {@code #} begins a comment. */
  static Menu read(Path file) throws IOException {
    return new Menu(
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.strip().split("\\s+", 2))
            .map(parts -> new Entry(parts[0], parts[1]))
            .toList());
  }

  /** As a list of links, of which that to the page itself is marked. */
  String html(String page) {
    StringBuilder html = new StringBuilder("<nav><ul>\n");
    for (Entry e : entries) {
      String current = e.path().equals(page) ? " aria-current=\"page\"" : "";
      String link = Page.up(page) + Page.html(e.path());
      html.append("<li><a href=\"").append(link).append('"').append(current).append('>');
      html.append(Page.escaped(e.name())).append("</a></li>\n");
    }
    return html.append("</ul></nav>\n").toString();
  }
}
