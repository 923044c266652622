package dev.initlint.hub.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation as a user writes an architecture of their own in it. */
class NotationTest {
  private static final String OWN =
      """
      family own: two layers and a head
      config
        width | hidden_size = 8
        depth = 2
        act = "relu"
      let
        std = width ** -0.5
      require
        width % 2 == 0: "width must be even"
      init
        head.weight = zeros()
      block Layer(x, i)
        h = fc: linear(x, 2 * width, bias=i > 0)
        return x + out: linear(act(h, act), width)
      model Model
        x = emb: embedding(tokens("ids", batch, sequence), 10, width)
        for i in 0..depth
          x = layers.{i}: Layer(x, i)
        return head: linear(norm: layernorm(x), 3)
      """;

  private static Graph build(String net, String json) {
    Configuration c = Configuration.parse("config.json", json);
    return Families.with("my.net", net).build(c, null, Map.of()).graph();
  }

  @Test
  void modulesNameValuesAndParameters() {
    Graph g = build(OWN, "{}");
    assertThat(g.weights().keySet())
        .contains("emb.weight", "layers.0.fc.weight", "layers.1.fc.bias", "head.weight")
        .doesNotContain("layers.0.fc.bias");
    assertThat(g.nodes()).extracting(Node::output).contains("layers.0.fc", "layers.1", "head");
    assertThat(g.weights().get("layers.1.out.weight").dims()).containsExactly(8, 16);
  }

  @Test
  void fieldsComeFromTheConfigurationUnderAnyOfTheirNames() {
    Graph g = build(OWN, "{\"hidden_size\": 4, \"depth\": 1}");
    assertThat(g.weights()).doesNotContainKey("layers.1.fc.weight");
    assertThat(g.weights().get("layers.0.fc.weight").dims()).containsExactly(8, 4);
  }

  @Test
  void theLastMatchingLineOfInitDraws() {
    Graph g = build(OWN, "{}");
    assertThat(law(g, "layers.0.fc.weight")).isEqualTo("normal(0, 0.353553)");
    assertThat(law(g, "head.weight")).isEqualTo("zeros");
  }

  private static String law(Graph g, String name) {
    return ((Weight.Drawn) g.weights().get(name).source()).law().name();
  }

  @Test
  void anOwnArchitectureMayBeLikeOneThatIsKnown() {
    String net = "family slim like gpt2\nlet\n  inner = n_embd\n";
    Graph g = build(net, "{\"n_layer\": 1, \"n_embd\": 12}");
    assertThat(g.weights().get("transformer.h.0.mlp.c_fc.weight").dims()).containsExactly(12, 12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"width": 7}            | /width  | must be even
          {"width": -8}           | /width  | size between
          {"width": "wide"}       | /width  | where a value like 8 belongs
          {"depth": 1000000000}   | /depth  | more than 4096
          """)
  void aFieldThatDescribesNoModelIsNamed(String json, String pointer, String says) {
    assertThatThrownBy(() -> build(OWN, json))
        .isInstanceOfSatisfying(BadField.class, e -> assertThat(e.pointer()).isEqualTo(pointer))
        .hasMessageContaining(says);
  }

  @Test
  void aFaultInTheNotationHasALineAndAColumn() {
    List<String[]> faults =
        List.of(
            new String[] {"block A(x)\n  return liner(x, 3)", "line 17", "did you mean linear?"},
            new String[] {"block A(x)\n  return x +", "line 17, column 13", "ends too early"},
            new String[] {"let\n  a = b\n  b = a", "line 18", "defined by itself"},
            new String[] {"nonsense", "line 16, column 1", "begins no section"},
            new String[] {"block A(x)\n  if x\n  y = 1", "line 17", "missing below it"},
            new String[] {"block A(x)\n  return x § 3", "line 17, column 12", "cannot read"});
    for (String[] fault : faults) {
      String net = OWN.substring(0, OWN.indexOf("model Model"));
      String call =
          fault[0].startsWith("let") ? "model Model\n  return a\n" : "model Model\n  return A(1)\n";
      assertThatThrownBy(() -> build(net + "\n" + fault[0] + "\n" + call, "{}"))
          .as(fault[0])
          .isInstanceOf(Malformed.class)
          .hasMessageContaining(fault[1])
          .hasMessageContaining(fault[2]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "extent(x, 3) | no axis 3",
        "extent(x, 1000000000) | no axis 1000000000",
        "mean(x, -4) | no axis -4",
        "slice(x, 3, 0, 1) | no axis 3",
        "slice(x, 1, 3, 1) | not among the",
        "pick(x, 9, 0) | no axis 9",
        "every_other(x, 7, 0) | no axis 7",
        "pad(x, 5, 1, 1) | no axis 5",
        "gather(x, x, 4) | no axis 4",
        "concat(7, x, x) | no axis 7",
        "softmax(x, 6) | no axis 6",
        "transpose(x, 0, 2) | are not ordered by",
        "split(x, -1) | do not split",
        "split(x, [\"a\"]) | no size",
        "top_k(x, 100) | no 100 largest",
        "einsum(\"abc\", x, x) | no equation",
        "einsum(\"abc,abd->z\", x, x) | no operand",
        "conv(x, 3, [3], stride=0) | at least 1",
        "max_pool(x, []) | 0 sizes for 1",
        "positions() | sizes are needed",
        "shifted_mask(1, 4, 0, 0) | does not take these",
        "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -"
            + " - - - - - - - - - - - - - - - - - - - - - - 1 | nested more than",
      })
  void argumentsThatDoNotFitAreSaidToWithLineAndColumn(String call, String says) {
    String net = OWN.replace("return head: linear(norm: layernorm(x), 3)", "return " + call);
    assertThatThrownBy(() -> build(net, "{}"))
        .isInstanceOf(Malformed.class)
        .hasMessageStartingWith("line 19, column ")
        .hasMessageContaining(says);
  }

  /** Of a name in a law, only the star stands for other characters. */
  @Test
  void namesOfLawsAreTakenAsTheyStand() {
    String laws = "head.{i}.weight = ones()\n  h{1}ad.weight = ones()\n  head.weight";
    assertThat(build(OWN.replace("  head.weight", "  " + laws), "{}").weights())
        .containsKey("head.weight");
  }

  @Test
  void aLayerThatDoesNotFitIsSaidToWhereItIsCalled() {
    String net =
        OWN.replace("2 * width, bias", "width, bias")
            .replace("act(h, act), width", "act(h, act), width / 3");
    assertThatThrownBy(() -> build(net, "{}"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("line 14")
        .hasMessageContaining("no whole number");
  }
}
