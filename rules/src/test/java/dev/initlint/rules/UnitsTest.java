package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import dev.initlint.unit.Sublayer.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the walk over a propagated model finds. */
class UnitsTest {

  private static Model model(String text) {
    return Model.of(Propagation.of(GraphNotation.parse(text), Assumptions.NONE));
  }

  private static Stream onlyStream(String body) {
    Model model = model("x = input(4, 16, 64)\nrepeat 3\n" + body.indent(2) + "y = layernorm(x)");
    assertThat(model.streams()).hasSize(1);
    return model.streams().get(0);
  }

  private static List<Form> forms(String body) {
    return onlyStream(body).sublayers().stream().map(Sublayer::form).toList();
  }

  @Test
  void preNormStream() {
    assertThat(
            forms("x = add(x, linear(relu(linear(layernorm(x), 64, normal(0, 0.1))), 64, zeros))"))
        .containsExactly(Form.PRE_NORM, Form.PRE_NORM, Form.PRE_NORM);
  }

  @Test
  void postNormStream() {
    assertThat(forms("x = layernorm(add(x, linear(x, 64, normal(0, 0.1))))"))
        .containsExactly(Form.POST_NORM, Form.POST_NORM, Form.POST_NORM);
  }

  @Test
  void normAtTheEndOfTheBranch() {
    assertThat(forms("x = add(x, layernorm(linear(x, 64, normal(0, 0.1))))"))
        .containsExactly(Form.SANDWICH, Form.SANDWICH, Form.SANDWICH);
  }

  @Test
  void normInsideTheBranch() {
    Model model =
        model(
            """
            x = input(4, 16, 64)
            repeat 2
              h = layernorm(linear(x, 64, normal(0, 0.1)))
              x = add(x, linear(relu(h), 64, normal(0, 0.1)))
            y = linear(x, 10, normal(0, 0.1))
            """);
    assertThat(model.streams().get(0).form()).isEqualTo(Form.INNER_NORM);
  }

  @Test
  void streamWithoutNorms() {
    Model model =
        model(
            """
            x = input(4, 16, 64)
            repeat 2
              x = add(linear(relu(x), 64, normal(0, 0.1)), x)
            y = linear(x, 10, normal(0, 0.1))
            """);
    assertThat(model.streams()).hasSize(1);
    assertThat(model.streams().get(0).form()).isEqualTo(Form.BARE);
    assertThat(model.streams().get(0).depth()).isEqualTo(2);
  }

  @Test
  void parallelBranchesAreOneStream() {
    Stream stream =
        onlyStream(
            """
            n = layernorm(x)
            a = attention(linear(n, 64, normal(0, 0.1)), linear(n, 64, normal(0, 0.1)), n, heads=4)
            f = linear(relu(linear(n, 64, normal(0, 0.1))), 64, normal(0, 0.1))
            s = add(x, linear(a, 64, normal(0, 0.1)))
            x = add(s, f)
            """);
    assertThat(stream.sublayers()).hasSize(6);
    assertThat(stream.form()).isEqualTo(Form.PRE_NORM);
    assertThat(stream.depth()).isEqualTo(3);
  }

  @Test
  void positionsAreNoResidualSum() {
    Model model =
        model(
            """
            ids = tokens(4, 16)
            e = embedding(ids, 500, 64, normal(0, 0.02))
            s = times(e, 8)
            x = positions(s, normal(0, 0.02))
            y = linear(layernorm(x), 64, normal(0, 0.1))
            """);
    assertThat(model.streams()).isEmpty();
    EmbeddingSite site = model.embeddings().get(0);
    assertThat(site.scale()).isEqualTo(8);
    assertThat(site.added()).isEqualTo(1);
    assertThat(model.secondMoment(site.scaled())).isCloseTo(64 * 4e-4, within(1e-9));
    assertThat(model.secondMoment(site.sum())).isCloseTo(65 * 4e-4, within(1e-9));
  }

  @Test
  void scalesOnQueriesAndScoresMultiply() {
    Model model =
        model(
            """
            x = input(4, 16, 64)
            q = times(linear(x, 64, normal(0, 0.1)), 0.5)
            k = layernorm(linear(x, 64, normal(0, 0.1)))
            y = attention(q, k, linear(x, 64, normal(0, 0.1)), heads=4, scale=0.25)
            """);
    AttentionSite site = model.attentions().get(0);
    assertThat(site.scale()).isEqualTo(0.125);
    assertThat(site.normedKey()).isTrue();
    assertThat(site.normedQuery()).isFalse();
    assertThat(site.isNormed()).isFalse();
    assertThat(site.query().fans().fanIn()).isEqualTo(64);
    assertThat(site.values()).isNotNull().isNotSameAs(site.key());
  }

  @Test
  void linearMapsKnowWhatIsBetween() {
    Model model =
        model(
            """
            x = input(4, 64)
            a = linear(x, 32, normal(0, 0.1))
            b = linear(tanh(times(a, 2)), 16, normal(0, 0.1))
            c = linear(b, 8, normal(0, 0.1))
            d = linear(layernorm(c), 4, normal(0, 0.1))
            """);
    List<LinearSite> maps = model.linears();
    assertThat(maps).hasSize(4);
    assertThat(maps.get(0).before()).isNull();
    assertThat(maps.get(1).before()).isSameAs(maps.get(0));
    assertThat(maps.get(1).activation().slope(0)).isEqualTo(2);
    assertThat(maps.get(2).before()).isSameAs(maps.get(1));
    assertThat(maps.get(2).activation()).isNull();
    assertThat(maps.get(3).before()).isNull();
  }

  @Test
  void normsHaveTheirEpsilon() {
    Model model = model("x = input(4, 64)\ny = layernorm(x, eps=0.001)");
    NormSite norm = model.norms().get(0);
    assertThat(norm.epsilon()).isEqualTo(0.001);
    assertThat(norm.centred()).isTrue();
  }

  @Test
  void figuresThatCannotBeHadAreNotNumbers() {
    Model model = model("x = input(4, 64)\ny = layernorm(x)");
    Double none = model.figure(null);
    assertThat(none).isNull();
    assertThat(model.cosine(model.norms().get(0).input())).isNaN();
  }
}
