package dev.initlint.hub.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Node;
import dev.initlint.hub.configuration.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTextTest {
  private static final Path PAGE = Path.of("../docs/network.md");

  private static final String BLOCK =
      """
      ids = tokens(4, 32)   # indices
      x = embedding(ids, 1000, 64, normal(0, 0.02))
      repeat 2
        h = layernorm(x)
        x = add(x, linear(attention(h, h, h, heads=4, scale=0.25), 64, truncated(0.1)))
      y = tied(x, embedding(ids, 1000, 64, normal(0, 0.02)))
      train optimizer=adam lr=1e-3 warmup=0
      """;

  @Test
  void valuesAreCalledAsTheTextCallsThemAndStandInItsLines() {
    Graph graph = NetworkText.parse("a.net", BLOCK).graph();

    assertThat(GraphVerifier.verify(graph)).isEmpty();
    assertThat(graph.outputs()).extracting(v -> v.name()).containsExactly("y");
    assertThat(graph.nodes().stream().flatMap(n -> n.outputs().stream()))
        .contains("x", "blocks.0.h", "blocks.0.x", "blocks.1.h", "blocks.1.x");
    Node sum = producer(graph, "blocks.1.x");
    assertThat(sum.op()).isEqualTo("Add");
    assertThat(sum.origin().path()).isEqualTo("a.net");
    assertThat(sum.origin().line()).isEqualTo(5);
  }

  @Test
  void aNameThatIsGivenAgainIsAnotherValue() {
    Graph graph =
        NetworkText.parse("a.net", "x = input(2, 8)\nx = relu(x)\nx = relu(x)\ny = x\n").graph();

    assertThat(graph.outputs()).extracting(v -> v.name()).containsExactly("x.2");
    assertThat(producer(graph, "x.2").inputs()).containsExactly("x.1");
    assertThat(producer(graph, "x.1").inputs()).containsExactly("x");
  }

  private static Node producer(Graph graph, String value) {
    return graph.nodes().stream().filter(n -> n.outputs().contains(value)).findFirst().get();
  }

  @Test
  void trainingAndTheNarrowerNetworkAreToldApart() {
    Network network =
        NetworkText.parse(
            "a.net",
            "x = input(2, 8)\ny = linear(x, 8, zeros)\ntrain optimizer=sgd\nbeside\n"
                + "x = input(2, 4)\ny = linear(x, 4, zeros)\n");

    assertThat(network.training().optimizer()).isEqualTo("sgd");
    assertThat(network.beside().training().isStated()).isFalse();
    assertThat(network.beside().graph().weights().values())
        .extracting(w -> w.dims())
        .containsExactly(new long[] {4, 4});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x = input(4, 64) ; y = linaer(x, 3, normal(0, 1)) | line 2, column 5: no function is",
        "x = input(4, 64) ; y = linear(x, 3)               | line 2, column 5: it is called as",
        "x = input(4, 64) ; y = linear(z, 3, zeros)        | line 2, column 12: nothing is called z",
        "x = input(4, 64 ;                                 | line 1, column 16: a comma",
        "x = input(4, 64) ; y = linear(x, zeros, 3)        | line 2, column 15: a whole number",
        "x = input(4, 0)                                   | line 1, column 14: a whole number",
        "x = input(4, 2.5)                                 | line 1, column 14: a whole number",
        "x = input(4, 1e400)                               | line 1, column 14: 1e400 is too large",
        "repeat 3                                          | line 1, column 1: repeat is followed",
        "repeat many ;   x = input(2, 2)                   | line 1, column 8: repeat is followed",
        "hello world                                       | line 1, column 1: a line is NAME",
        "x = 3                                             | line 1, column 5: a value is expected",
        "x = input(4, 64) y                                | line 1, column 18: nothing is expected",
        "x = input(4, 64) ; y = attention(x, x, x)         | line 2, column 5: attention: its",
        "x = input(4, 64) ; y = add(x, input(4, 32))       | line 2, column 5: add: one value has",
        "x = input(4, 64) ; y = linear(x, 3, normal(0, -1))| line 2, column 18: what a law",
        "x = input(4, 64) ; y = linear(x, 3, normal(0))    | line 2, column 18: a law is one of",
        "x = input(4, 64) ; y = layernorm(x, epsilon=3)    | line 2, column 5: layernorm(x, [law]",
        "x = input(4, 64) ; y = tied(x, x)                 | line 2, column 5: tied: its second",
        "train lr=fast                                     | line 1, column 7: lr is a number",
        "train speed=3                                     | line 1, column 7: nothing of training",
        "# nothing                                         | no line assigns a value",
      })
  void whatIsWrongIsToldWithItsPlace(String text, String said) {
    assertThatThrownBy(
            () -> NetworkText.parse("a.net", text.replace(";", "\n").replace("\n ", "\n")))
        .isInstanceOf(Malformed.class)
        .hasMessageStartingWith(said);
  }

  @Test
  void thePageNamesEveryFunctionAndItsExampleIsRead() throws IOException {
    String page = Files.readString(PAGE);
    for (Signature s : NetworkBuilder.signatures()) {
      assertThat(page).contains("`" + s.text() + "`");
    }
    for (String law : StatedLaw.FUNCTIONS) {
      assertThat(page).containsPattern("`" + law + "[(`]");
    }
    Matcher block = Pattern.compile("```net\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).isTrue();
    assertThat(NetworkText.parse("block.net", block.group(1)).graph().nodes()).isNotEmpty();
  }

  @Test
  void aFamilyIsNoNetwork() {
    assertThat(NetworkText.isNetwork("# mine\n\nfamily mine: My own\n")).isFalse();
    assertThat(NetworkText.isNetwork("family = input(4, 8)")).isTrue();
    assertThat(NetworkText.isNetwork("x = input(4, 8)")).isTrue();
  }

  /** Whatever a text is made into, it is read or refused in one sentence. */
  @Test
  void damagedTextsAreRefused() {
    Random random = new Random(1);
    String letters = "(),=.-#\n 09aexz";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(BLOCK);
      for (int k = 0; k < 1 + i % 4; k++) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.deleteCharAt(at);
        } else {
          text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
        }
      }
      List<String> refused = refusal(text.toString());
      assertThat(refused).as(text.toString()).allMatch(r -> !r.isBlank() && !r.contains("null"));
    }
  }

  private static List<String> refusal(String text) {
    try {
      NetworkText.parse("a.net", text);
      return List.of();
    } catch (Malformed e) {
      return List.of(e.getMessage());
    }
  }
}
