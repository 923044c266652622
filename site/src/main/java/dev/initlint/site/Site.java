package dev.initlint.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes static pages of the markdown below {@code docs}: one HTML file for each, with a menu. They
 * need no server and load nothing from elsewhere. The same sources make the same bytes.
 */
public final class Site {
  private final Path docs;
  private final Menu menu;

  private Site(Path docs) throws IOException {
    this.docs = docs;
    this.menu = Menu.read(docs.resolve("site.txt"));
  }

  /**
   * Makes the site.
   *
   * @param arguments the folder of the markdown, and the folder to write to
   * @throws IOException if one cannot be read or the other not be written
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /**
   * Writes a page for each markdown file, and copies what pages lead to; {@code index.html} leads
   * to the first of the menu.
   */
  static void write(Path docs, Path target) throws IOException {
    Site site = new Site(docs);
    for (Path source : site.sources()) {
      Path page = target.resolve(Page.html(site.relative(source)));
      Files.createDirectories(page.getParent());
      Files.writeString(page, site.page(source));
    }
    for (Path other : site.others()) {
      Path copy = target.resolve(site.relative(other));
      Files.createDirectories(copy.getParent());
      Files.copy(other, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    for (String resource : List.of("style.css", "filter.js")) {
      Files.writeString(target.resolve(resource), text(resource));
    }
  }

  private List<Path> sources() throws IOException {
    return files(".md");
  }

  /** Schemas and drawings, which pages lead to as they are. */
  private List<Path> others() throws IOException {
    return files(".json", ".svg");
  }

  private List<Path> files(String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(docs)) {
      return files
          .filter(f -> Stream.of(endings).anyMatch(f.toString()::endsWith))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private String relative(Path source) {
    return docs.relativize(source).toString().replace('\\', '/');
  }

  private String page(Path source) throws IOException {
    String path = relative(source);
    return Page.of(path, Files.readString(source), menu).html();
  }

  private static String text(String resource) throws IOException {
    try (var in = Site.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
