package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Identity;
import dev.initlint.finding.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of source as they stay when others move: by what they say, and by how many before them say
 * the same.
 */
final class SourceAnchors {
  private final Map<String, List<String>> files = new HashMap<>();

  /** The finding, also known by its place in the program, or by the text of its line. */
  Finding known(Finding found) {
    Finding finding = named(found);
    Location at = finding.location();
    if (at.line() == null) {
      return finding;
    }
    List<String> lines = files.computeIfAbsent(at.path(), SourceAnchors::lines);
    if (at.line() < 1 || at.line() > lines.size()) {
      return finding;
    }
    String text = lines.get(at.line() - 1);
    long before = lines.subList(0, at.line() - 1).stream().filter(text::equals).count();
    Identity known = finding.identity();
    List<String> anchors = new ArrayList<>(known.anchors());
    anchors.add("line:" + Digest.of(text, String.valueOf(before)));
    return finding.known(new Identity(known.id(), known.where(), anchors));
  }

  /** A model file may tell what the module and the parameter are called in the program. */
  private static Finding named(Finding finding) {
    Location at = finding.location();
    if (at.module() == null || at.module().isEmpty()) {
      return finding;
    }
    Identity known = finding.identity();
    String parameter = at.parameter() == null ? "" : at.parameter();
    List<String> anchors = new ArrayList<>(known.anchors());
    anchors.add("module:" + Digest.of(at.module(), parameter));
    String where = parameter.isEmpty() ? at.module() : parameter;
    return finding.known(new Identity(known.id(), where, anchors));
  }

  /** The lines of a file without what surrounds their text. */
  private static List<String> lines(String file) {
    try {
      String text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
      return text.lines().map(l -> l.strip().replaceAll("\\s+", " ")).toList();
    } catch (IOException | InvalidPathException unread) {
      return List.of();
    }
  }
}
