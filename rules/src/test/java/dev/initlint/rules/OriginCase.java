package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One claim of a public case, with the figures that it states and those that are predicted.
 *
 * @param id as {@code T5-3}
 * @param claim one clause
 * @param check adds its rows
 */
record OriginCase(String id, String claim, Consumer<Rows> check) {

  /** One line of the table. */
  record Row(String id, String claim, String expected, String got, boolean holds) {}

  /** The case with its figures. */
  List<Row> rows() {
    Rows rows = new Rows(this);
    check.accept(rows);
    return rows.all;
  }

  /** Takes what a case expects and what there is. */
  static final class Rows {
    private final OriginCase of;
    private final List<Row> all = new ArrayList<>();

    private Rows(OriginCase of) {
      this.of = of;
    }

    /** A figure within a relative tolerance, printed with the digits that it is stated with. */
    Rows near(String what, double expected, double got, double tolerance) {
      boolean holds = Math.abs(got / expected - 1) <= tolerance;
      String allowed = String.format(Locale.ROOT, " ± %s %%", Wording.number(100 * tolerance));
      return add(what + " " + figure(expected) + allowed, digits(got), holds);
    }

    /** A figure within an absolute tolerance. */
    Rows within(String what, double expected, double got, double tolerance) {
      boolean holds = Math.abs(got - expected) <= tolerance;
      String allowed = " ± " + Wording.number(tolerance);
      return add(what + " " + figure(expected) + allowed, digits(got), holds);
    }

    /** A finding of a rule, at least so severe, that says something. */
    Rows fires(String graph, String rule, Severity least, String words) {
      return fires(ExamplesTest.check(graph), rule, least, words);
    }

    Rows fires(List<Finding> findings, String rule, Severity least, String words) {
      Optional<Finding> f = find(findings, rule);
      boolean holds =
          f.isPresent()
              && f.get().severity().compareTo(least) >= 0
              && f.get().message().contains(words);
      String got = f.map(x -> x.severity().word() + ": " + x.message()).orElse("silent");
      String said = words.isEmpty() ? "" : " saying \"" + words + "\"";
      return add(rule + ", " + least.word() + said, got, holds);
    }

    /** No finding of a rule. */
    Rows silent(String graph, String rule) {
      Optional<Finding> f = find(ExamplesTest.check(graph), rule);
      return add(rule + " silent", f.map(Finding::message).orElse("silent"), f.isEmpty());
    }

    /** Something that holds or does not. */
    Rows holds(String expected, String got, boolean holds) {
      return add(expected, got, holds);
    }

    private Rows add(String expected, String got, boolean holds) {
      all.add(new Row(of.id, of.claim, expected, got, holds));
      return this;
    }

    private static Optional<Finding> find(List<Finding> findings, String rule) {
      return findings.stream().filter(f -> f.rule().equals(rule)).findFirst();
    }
  }

  private static String figure(double v) {
    return v == 0 || Math.abs(v) >= 1e5 || Math.abs(v) < 1e-3
        ? Wording.number(v)
        : new BigDecimal(v, new MathContext(7)).stripTrailingZeros().toPlainString();
  }

  /** Four digits: more of them would differ between machines. */
  private static String digits(double v) {
    return Math.abs(v) < 1e-9 ? "0" : Wording.constant(v);
  }

  static Model model(String graph) {
    return Model.of(Propagation.of(GraphNotation.parse(graph), Assumptions.NONE))
        .trained(GraphNotation.training(graph));
  }

  static ClassificationHead head(Model model) {
    return model.figure(model.heads().get(0).loss());
  }

  static double loss(String graph) {
    return head(model(graph)).crossEntropy();
  }

  /** Root mean square of the gradient of the parameter whose name contains this. */
  static double gradient(Model model, String name) {
    ParameterSite site = parameter(model, name);
    return Math.sqrt(Math.max(0, model.weightGradient(site.weight())));
  }

  static ParameterSite parameter(Model model, String name) {
    return model.parameters().stream()
        .filter(s -> s.name().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parameter is called " + name));
  }
}
