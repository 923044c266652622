package dev.initlint.onnx;

import dev.initlint.graph.CodeLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stacks of the trace that a model was exported from, outermost line first. */
final class Stack {
  /** As Python prints a traceback, which {@code pkg.torch.onnx.stack_trace} is. */
  private static final Pattern PYTHON =
      Pattern.compile("\\s*File \"(.*)\", line (\\d{1,9})(?:, in (.*))?");

  /** As TorchScript writes it into documentation strings, innermost line first. */
  private static final Pattern SCRIPT = Pattern.compile("\\s*(\\S.*)\\((\\d{1,9})\\): (\\S+)\\s*");

  /** Marks below a line of a traceback, of the part that is meant. */
  private static final Pattern CARETS = Pattern.compile("[\\s~^]*");

  private static final Pattern INSTALLED =
      Pattern.compile(
          "(^|[/\\\\])(site-packages|dist-packages)[/\\\\]|[/\\\\]lib[/\\\\]python[\\d.]*[/\\\\]"
              + "|^<frozen |^<string>");

  /** The framework itself, whose lines say nothing of a model. */
  private static final Pattern FRAMEWORK =
      Pattern.compile(
          "(^|[/\\\\])(torch|torch_xla|functorch)[/\\\\]|[/\\\\]lib[/\\\\]python[\\d.]*[/\\\\]"
              + "(?!site-packages|dist-packages)|^<");

  private Stack() {}

  /** The lines of a Python traceback. */
  static List<CodeLine> traceback(String text) {
    List<CodeLine> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      Matcher head = PYTHON.matcher(line);
      int last = lines.size() - 1;
      if (head.matches()) {
        lines.add(
            new CodeLine(head.group(1), Integer.parseInt(head.group(2)), head.group(3), null));
      } else if (last >= 0 && lines.get(last).text() == null && !CARETS.matcher(line).matches()) {
        CodeLine l = lines.get(last);
        lines.set(last, new CodeLine(l.path(), l.line(), l.function(), line.strip()));
      }
    }
    return lines;
  }

  /** The lines of a TorchScript source range; empty for any other text. */
  static List<CodeLine> sourceRange(String text) {
    List<CodeLine> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      Matcher m = SCRIPT.matcher(line);
      if (m.matches()) {
        lines.add(0, new CodeLine(m.group(1), Integer.parseInt(m.group(2)), m.group(3), null));
      }
    }
    return lines;
  }

  /** The innermost line that is not of an installed package; where there is none, the innermost. */
  static CodeLine own(List<CodeLine> lines) {
    int i = lastOwn(lines);
    return lines.isEmpty() ? null : lines.get(i < 0 ? lines.size() - 1 : i);
  }

  /** The innermost line of a library, not the framework, that the user's own line calls. */
  static CodeLine library(List<CodeLine> lines) {
    for (int i = lines.size() - 1, own = lastOwn(lines); i > own; i--) {
      if (!FRAMEWORK.matcher(lines.get(i).path()).find()) {
        return lines.get(i);
      }
    }
    return null;
  }

  /** The scripts that call an exporter stand outside of it, so that they are not the model's. */
  private static int lastOwn(List<CodeLine> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (!INSTALLED.matcher(lines.get(i).path()).find()) {
        return i;
      }
    }
    return -1;
  }
}
