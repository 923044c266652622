package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.finding.Fix;
import dev.initlint.javasource.edit.RemedySpelling;
import dev.initlint.javasource.edit.Spelling;
import dev.initlint.javasource.edit.UntouchedCode;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Expr;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Redraws weights of models that others have written: the weight gets its law, all others keep
 * theirs where the edit says that it is safe, and so does the code around it.
 */
class PublishedEditsTest {
  /** Weights per file that are redrawn, evenly spread. */
  private static final int SAMPLES = 6;

  private int spelled;
  private int tried;

  @ParameterizedTest
  @CsvSource({"deeplearning4j-zoo,2,0.95", "deeplearning4j-zoo,1.3,0.95", "model-zoo,1.3,0.95"})
  void aRedrawnWeightHasItsLaw(String artifact, double gain, double least) {
    PublishedSourcesTest.sources(artifact).forEach((path, text) -> redraw(path, text, gain));

    assertThat(tried).isGreaterThan(20);
    assertThat((double) spelled / tried).isGreaterThan(least);
  }

  private void redraw(String path, String text, double gain) {
    List<SourceModel> models = models(path, text);
    if (models.isEmpty()) {
      return;
    }
    SourceModel model = models.get(0);
    RemedySpelling spelling = new RemedySpelling(models, p -> text);
    List<SourceParameter> weights =
        model.parameters().stream()
            .filter(p -> p.trueFanIn() instanceof Expr.Constant && p.resolved())
            .toList();
    int step = Math.max(1, weights.size() / SAMPLES);
    for (int i = 0; i < weights.size(); i += step) {
      SourceParameter p = weights.get(i);
      double fan = ((Expr.Constant) p.trueFanIn()).value();
      double std = Math.sqrt(gain / fan);
      Remedy redraw = new Remedy.Redraw(p.name(), std, Math.round(fan));
      Optional<Spelling> edit = spelling.spell(model, List.of(redraw));
      tried++;
      if (edit.isPresent()) {
        spelled++;
        check(path, text, models, p.name(), std * std, edit.get());
      }
    }
  }

  private static void check(
      String path,
      String text,
      List<SourceModel> models,
      String name,
      double variance,
      Spelling spelling) {
    List<Fix.Edit> edits =
        spelling.edits().stream().sorted(Comparator.comparing(Fix.Edit::start)).toList();
    StringBuilder edited = new StringBuilder(text);
    for (int i = edits.size() - 1; i >= 0; i--) {
      edited.replace(edits.get(i).start(), edits.get(i).end(), edits.get(i).replacement());
    }
    assertThat(UntouchedCode.harm(text, edited.toString(), edits)).as(path + edits).isEmpty();
    List<SourceModel> after = models(path, edited.toString());
    assertThat(after).as(path + edits).hasSameSizeAs(models);
    Map<String, Expr> laws = laws(after.get(0));
    assertThat(((Expr.Constant) laws.get(name)).value() / variance)
        .as(path + " " + name + " " + edits)
        .isCloseTo(1, within(0.002));
    if (spelling.safe()) {
      Map<String, Expr> others = laws(models.get(0));
      others.remove(name);
      laws.remove(name);
      assertThat(laws).as(path + " " + name + " " + edits).isEqualTo(others);
    }
  }

  private static Map<String, Expr> laws(SourceModel m) {
    Map<String, Expr> laws = new TreeMap<>();
    m.parameters().forEach(p -> laws.put(p.name(), p.variance()));
    return laws;
  }

  private static List<SourceModel> models(String path, String text) {
    FileOutcome o = new JavaReader().readTexts(Map.of(path, text)).get(0);
    return o instanceof FileOutcome.Models m ? m.models() : List.of();
  }
}
