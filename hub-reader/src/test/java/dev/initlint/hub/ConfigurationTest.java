package dev.initlint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.initlint.finding.Fix;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.FieldEdit;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.configuration.Place;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private static final String TEXT =
      """
      {
        "hidden_size": 64,
        "nested": {"a/b": [1, "ü", null]},
        "eps": 1e-06, "scale": Infinity,
        "tied": true
      }
      """;

  private final Configuration c = Configuration.parse("m/config.json", TEXT);

  @Test
  void everyValueHasItsPlace() {
    assertThat(at("/hidden_size")).isEqualTo("64");
    assertThat(c.place("/hidden_size").orElseThrow()).hasToString("line 2, column 18");
    assertThat(at("/nested/a~1b")).isEqualTo("[1, \"ü\", null]");
    assertThat(at("/nested/a~1b/1")).isEqualTo("\"ü\"");
    assertThat(at("/eps")).isEqualTo("1e-06");
    assertThat(at("/scale")).isEqualTo("Infinity");
    assertThat(at("/tied")).isEqualTo("true");
    assertThat(at("")).isEqualTo(TEXT.strip());
    assertThat(c.nearest("/nested/none").pointer()).isEqualTo("/nested");
    assertThat(c.place("/none")).isEmpty();
  }

  private String at(String pointer) {
    Place p = c.place(pointer).orElseThrow();
    return TEXT.substring(p.start(), p.end());
  }

  private static String refusal(String text) {
    Malformed e = catchThrowableOfType(Malformed.class, () -> Configuration.parse("c", text));
    assertThat(e).as(text.substring(0, Math.min(40, text.length()))).isNotNull();
    return e.getMessage();
  }

  @Test
  void whatIsNoConfigurationIsToldWithItsPlace() {
    assertThat(refusal("{\"a\": 1,\n \"a\": 2}")).startsWith("line 2, column 2: the key \"a\"");
    assertThat(refusal("{\"a\": 1,}")).startsWith("line 1, column ").contains("not JSON");
    assertThat(refusal("{\"a\": ")).contains("not JSON");
    assertThat(refusal("[1]")).contains("starts with {");
    assertThat(refusal("")).contains("starts with {");
    assertThat(refusal("{} {}")).contains("more follows");
    assertThat(refusal("{\"a\":" + "[".repeat(10_000))).contains("nested deeper");
    assertThat(refusal("{\"a\":" + "9".repeat(1000) + "}")).contains("400 digits");
    assertThat(refusal("{\"a\": 'x'}")).contains("not JSON");
    assertThat(refusal("{\"a\": \"" + "x".repeat(17 << 20) + "\"}")).contains("16 MB");
  }

  @Test
  void whatSteersATerminalIsInNoSentence() {
    assertThat(refusal("{\"a\": nul\u0007x}")).contains("nul?x");
    assertThat(refusal("{\"a\": tr\u0000\u0008}")).contains("tr??");
    assertThat(refusal("{\"a\": 1, \"\u009b2J\": \u001b}")).doesNotContainPattern("\\p{C}");
    assertThat(new Malformed(null, -1, "the name \u001b[2J\nis none"))
        .hasMessage("the name ?[2J?is none");
    assertThat(new BadField("/a", "\u001b[2J")).hasMessage("?[2J");
  }

  private static String edited(String text, String pointer, String value) {
    Fix.Edit e = FieldEdit.of(Configuration.parse("c", text), pointer, value).orElseThrow();
    return text.substring(0, e.start()) + e.replacement() + text.substring(e.end());
  }

  @Test
  void aFieldIsSetWithoutTouchingAnythingElse() {
    assertThat(edited(TEXT, "/hidden_size", "128"))
        .isEqualTo(TEXT.replace("\"hidden_size\": 64", "\"hidden_size\": 128"));
    assertThat(edited("{\n  \"a\": 1\n}", "/b", "2.0"))
        .isEqualTo("{\n  \"b\": 2.0,\n  \"a\": 1\n}");
    assertThat(edited("{}", "/b", "2.0")).isEqualTo("{\"b\": 2.0}");
    assertThat(edited("{\"t\": {\"a\": 1}}", "/t/b", "2.0"))
        .isEqualTo("{\"t\": {\"b\": 2.0,\"a\": 1}}");
    assertThat(FieldEdit.of(c, "/none/b", "1")).isEmpty();
  }

  @Test
  void numbersAreShortAndAsPythonWritesThem() {
    assertThat(FieldEdit.number(0.0078125)).isEqualTo("0.0078");
    assertThat(FieldEdit.number(0.125)).isEqualTo("0.125");
    assertThat(FieldEdit.number(12)).isEqualTo("12.0");
    assertThat(FieldEdit.number(2e-6)).isEqualTo("2e-6");
    assertThat(FieldEdit.number(1.4142135)).isEqualTo("1.41");
  }
}
