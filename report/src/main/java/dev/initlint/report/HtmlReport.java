package dev.initlint.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Models as one page that holds all it needs and asks no network for anything: its policy forbids
 * that. Curves are drawn by uPlot.
 */
public final class HtmlReport {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private HtmlReport() {}

  /** Writes the page. */
  public static void write(List<ReportedModel> models, String version, Appendable out)
      throws IOException {
    StringBuilder data = new StringBuilder();
    PageData.write(models, data);
    String title = models.size() == 1 ? models.get(0).result().path() : models.size() + " models";
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    out.append(" script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<link rel=\"icon\" href=\"data:,\">\n");
    out.append("<title>").append(Html.text("initlint: " + title)).append("</title>\n<style>\n");
    out.append(resource(UPLOT + "uPlot.min.css")).append('\n').append(resource("page.css"));
    out.append("</style>\n</head>\n<body>\n<main></main>\n<footer class=\"faint\">initlint ");
    out.append(Html.text(version)).append("; plots by uPlot 1.6.30 (MIT)</footer>\n");
    out.append("<noscript>The curves and sliders of this page need scripts.</noscript>\n");
    out.append("<script type=\"application/json\" id=\"data\">");
    // Nothing in a name may end the element.
    out.append(data.toString().replace("<", "\\u003c")).append("</script>\n<script>\n");
    out.append(resource(UPLOT + "uPlot.iife.min.js")).append("\n</script>\n<script>\n");
    out.append(resource("page.js")).append("</script>\n</body>\n</html>\n");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
