package dev.initlint.javasource.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Fix;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Edits that leave the code around them alone, and edits that do not. */
class UntouchedCodeTest {
  private static final String SOURCE =
      """
      package a;
      import b.C;
      class Net {
        int n = 3; // three
        Object build() {
          Object x = new C().a(1).b(2).build();
          return run(x, n * 2);
        }
      }
      """;

  @Test
  void editsThatStayInTheirPlaceDoNoHarm() {
    harmless("a(1)", "a(WeightInit.RELU)");
    harmless(".b(2).build", ".b(2).weightInit(WeightInit.RELU).build");
    harmless(".a(1).b", ".b");
    harmless(".build();", ".build().div(Math.sqrt(64));");
    harmless("    return run", "    x.set(new I(), \"weight\");\n    return run");
    harmless("import b.C;", "import b.C;\nimport b.D;");
    harmless("package a;\n", "package a;\nimport a.A;\n");
    harmless("    Object x = new C().a(1).b(2).build();\n", "");
    harmless("Object x", "C linear = new C().x();\n    Object x");
  }

  @Test
  void editsThatReachFurtherAreSeen() {
    harmful("a(1)", "a(1) /*");
    harmful("(2)", "(2) //");
    harmful("a(1)", "a(1)); y(new C()");
    harmful(".b(2)", ".b(2).c(");
    harmful("int n = 3;", "int n = 3; }");
    harmful("n * 2", "n * 2) + (1");
  }

  private static void harmless(String from, String to) {
    assertThat(harm(from, to)).as(from + " -> " + to).isEmpty();
  }

  private static void harmful(String from, String to) {
    assertThat(harm(from, to)).as(from + " -> " + to).isPresent();
  }

  @Test
  void randomReplacementsThatChangeOtherCodeAreSeen() {
    Random random = new Random(7);
    String[] pieces = {"/*", "*/", "\"", "{", "}", "(", ")", "//", ";", "'"};
    int invalid = 0;
    for (int i = 0; i < 200; i++) {
      int at = random.nextInt(SOURCE.length());
      String piece = pieces[random.nextInt(pieces.length)];
      String edited = SOURCE.substring(0, at) + piece + SOURCE.substring(at);
      boolean comment =
          SOURCE.lastIndexOf("//", at) > SOURCE.lastIndexOf('\n', Math.max(0, at - 1));
      if (!comment && !piece.equals(";")) {
        boolean harmed =
            UntouchedCode.harm(SOURCE, edited, List.of(new Fix.Edit("", at, at, piece)))
                .isPresent();
        boolean endOfLine = piece.equals("//") && isBlankAfter(at);
        assertThat(harmed || endOfLine).as(piece + " at " + at + " in " + edited).isTrue();
        invalid++;
      }
    }
    assertThat(invalid).isGreaterThan(100);
  }

  private static boolean isBlankAfter(int at) {
    int end = SOURCE.indexOf('\n', at);
    String rest = SOURCE.substring(at, end < 0 ? SOURCE.length() : end).strip();
    return rest.isEmpty() || rest.startsWith("//") || rest.startsWith("/");
  }

  private static Optional<String> harm(String from, String to) {
    int start = SOURCE.indexOf(from);
    assertThat(start).as(from).isNotNegative();
    int prefix = 0;
    while (prefix < Math.min(from.length(), to.length())
        && from.charAt(prefix) == to.charAt(prefix)) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < Math.min(from.length(), to.length()) - prefix
        && from.charAt(from.length() - 1 - suffix) == to.charAt(to.length() - 1 - suffix)) {
      suffix++;
    }
    Fix.Edit edit =
        new Fix.Edit(
            "",
            start + prefix,
            start + from.length() - suffix,
            to.substring(prefix, to.length() - suffix));
    String after =
        SOURCE.substring(0, edit.start()) + edit.replacement() + SOURCE.substring(edit.end());
    return UntouchedCode.harm(SOURCE, after, List.of(edit));
  }
}
