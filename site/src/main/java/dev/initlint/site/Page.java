package dev.initlint.site;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * One page.
 *
 * @param path the markdown file, relative to the root of the site
 * @param title its first heading
 * @param body as HTML
 */
record Page(String path, String title, String body, Menu menu) {
  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(TABLES)
          .attributeProviderFactory(
              context ->
                  (node, tag, attributes) -> {
                    if (node instanceof Heading h) {
                      attributes.put("id", anchor(text(h)));
                    }
                  })
          .build();
  private static final Pattern MARKDOWN = Pattern.compile("(?!\\w+:)([^#]+)\\.md(#.*)?");

  /** From markdown: links to other pages become links to their HTML, comments are left out. */
  static Page of(String path, String markdown, Menu menu) {
    Node document = PARSER.parse(markdown);
    String[] title = {null};
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            title[0] = title[0] == null ? text(heading) : title[0];
          }

          @Override
          public void visit(HtmlBlock block) {
            block.unlink();
          }

          @Override
          public void visit(Link link) {
            Matcher m = MARKDOWN.matcher(link.getDestination());
            if (m.matches()) {
              link.setDestination(m.group(1) + ".html" + (m.group(2) == null ? "" : m.group(2)));
            }
            visitChildren(link);
          }
        });
    return new Page(path, title[0] == null ? path : title[0], RENDERER.render(document), menu);
  }

  String html() {
    boolean filtered = body.contains("<table>") && path.equals("index.md");
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
        + escaped(title)
        + " · initlint</title>\n<link rel=\"stylesheet\" href=\""
        + up(path)
        + "style.css\">\n</head>\n<body>\n"
        + menu.html(path)
        + "<main>\n"
        + body
        + "</main>\n"
        + (filtered ? "<script src=\"" + up(path) + "filter.js\"></script>\n" : "")
        + "</body>\n</html>\n";
  }

  /** The file of a page. */
  static String html(String markdown) {
    return markdown.replaceFirst("\\.md$", ".html");
  }

  /** From a page to the root of the site. */
  static String up(String page) {
    return "../".repeat((int) page.chars().filter(c -> c == '/').count());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** As other renderers of markdown name headings: lower case, hyphens for spaces. */
  static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text t) {
            text.append(t.getLiteral());
          }

          @Override
          public void visit(Code code) {
            text.append(code.getLiteral());
          }
        });
    return text.toString();
  }
}
