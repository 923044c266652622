package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.propagate.Dependence;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** What the script of a page reads: compact JSON, numbers to six digits. */
final class PageData {
  private static final MathContext DIGITS = new MathContext(6);

  /** Characters that all models of a page may take, so that it stays below a megabyte. */
  private static final int MOST = 820_000;

  private final StringBuilder out;

  private PageData(StringBuilder out) {
    this.out = out;
  }

  static void write(List<ReportedModel> models, StringBuilder out) throws IOException {
    PageData data = new PageData(out);
    out.append('[');
    int room = MOST / Math.max(1, models.size());
    for (int i = 0; i < models.size(); i++) {
      out.append(i == 0 ? "" : ",\n");
      data.model(models.get(i), room);
    }
    out.append(']');
  }

  private void model(ReportedModel m, int room) {
    out.append("{\"name\":").append(text(m.result().path()));
    out.append(",\"verdict\":").append(text(verdict(m.result())));
    out.append(",\"findings\":[");
    if (m.result() instanceof CheckResult.Checked c) {
      for (int i = 0; i < c.findings().size(); i++) {
        out.append(i == 0 ? "" : ",");
        finding(c.findings().get(i));
      }
    }
    out.append(']');
    if (m.trace() != null) {
      parameters(m.trace(), m.measured());
      measured(m.measured());
      texts("remarks", m.trace().remarks());
      out.append(",\"blocks\":").append(m.blocks()).append(",\"sizes\":[");
      sizes(m, room - out.length());
      out.append(']');
    }
    out.append('}');
  }

  private static String verdict(CheckResult result) {
    return result instanceof CheckResult.Checked c
        ? (c.atInitialisation() ? "at initialisation: " : "not at initialisation: ") + c.verdict()
        : result instanceof CheckResult.Unreadable u
            ? CheckText.sentence(u)
            : CheckText.sentence((CheckResult.Failed) result);
  }

  private void finding(Finding f) {
    out.append("{\"rule\":").append(text(f.rule())).append(",\"name\":").append(text(f.name()));
    out.append(",\"severity\":").append(text(f.severity().word()));
    out.append(",\"message\":").append(text(f.message()));
    out.append(",\"fix\":").append(text(f.fix().text()));
    out.append(",\"node\":").append(text(f.location().node()));
    out.append(",\"value\":").append(text(f.location().value())).append('}');
  }

  private void parameters(Trace trace, MeasuredTrace measured) {
    out.append(",\"parameters\":[");
    boolean first = true;
    for (Trace.ParameterRow p : trace.parameters()) {
      out.append(first ? "" : ",").append("{\"name\":").append(text(p.name()));
      out.append(",\"law\":")
          .append(text(p.law()))
          .append(",\"q\":")
          .append(number(p.secondMoment()));
      out.append(",\"g\":").append(number(p.gradientSecondMoment()));
      MeasuredTrace.Measure m =
          measured == null ? null : measured.parameterGradients().get(p.name());
      out.append(",\"measured\":").append(number(m == null ? null : m.mean())).append('}');
      first = false;
    }
    out.append(']');
  }

  private void measured(MeasuredTrace measured) {
    if (measured == null) {
      return;
    }
    out.append(",\"measured\":{");
    boolean first = true;
    for (Map.Entry<String, MeasuredTrace.ValueMeasure> v : measured.values().entrySet()) {
      MeasuredTrace.Measure q = v.getValue().secondMoment();
      MeasuredTrace.Measure g = v.getValue().gradientSecondMoment();
      out.append(first ? "" : ",").append(text(v.getKey())).append(":{\"q\":");
      out.append(number(q == null ? null : q.mean())).append(",\"g\":");
      out.append(number(g == null ? null : g.mean())).append('}');
      first = false;
    }
    out.append('}');
  }

  /** The model's own depth, and of the others as many as there is room for. */
  private void sizes(ReportedModel m, int room) {
    int used = 0;
    boolean first = true;
    StringBuilder own = new StringBuilder();
    for (Dependence d : m.sizes()) {
      if (d.blocks() == m.blocks()) {
        new PageData(own).dependence(d);
      }
    }
    used = own.length();
    for (Dependence d : m.sizes()) {
      StringBuilder one = new StringBuilder();
      if (d.blocks() == m.blocks()) {
        one = own;
      } else {
        new PageData(one).dependence(d);
        if (used + one.length() > room) {
          continue;
        }
        used += one.length();
      }
      out.append(first ? "" : ",\n").append(one);
      first = false;
    }
  }

  private void dependence(Dependence d) {
    out.append("{\"blocks\":").append(d.blocks()).append(",\"axes\":[");
    for (int a = 0; a < d.axes().size(); a++) {
      Dependence.Axis axis = d.axes().get(a);
      out.append(a == 0 ? "" : ",").append("{\"symbol\":").append(text(axis.symbol()));
      out.append(",\"label\":").append(text(axis.label()));
      out.append(",\"own\":").append(number(axis.own())).append(",\"points\":");
      numbers(axis.points());
      out.append('}');
    }
    out.append("],\"leaves\":[");
    for (int l = 0; l < d.leaves().size(); l++) {
      Dependence.Leaf leaf = d.leaves().get(l);
      out.append(l == 0 ? "" : ",").append("{\"own\":").append(number(leaf.own()));
      out.append(",\"along\":[");
      for (int a = 0; a < leaf.along().length; a++) {
        out.append(a == 0 ? "" : ",");
        numbers(leaf.along()[a]);
      }
      out.append("]}");
    }
    out.append("],\"values\":[");
    for (int v = 0; v < d.values().size(); v++) {
      out.append(v == 0 ? "" : ",");
      value(d.values().get(v));
    }
    out.append("],\"attentions\":[");
    for (int a = 0; a < d.attentions().size(); a++) {
      Dependence.Attention x = d.attentions().get(a);
      out.append(a == 0 ? "" : ",").append("{\"node\":").append(text(x.node()));
      out.append(",\"logitStd\":").append(x.logitStd()).append(",\"entropy\":").append(x.entropy());
      out.append(",\"largest\":").append(x.largest()).append('}');
    }
    out.append("],\"outputs\":[");
    for (int o = 0; o < d.outputs().size(); o++) {
      Dependence.Output x = d.outputs().get(o);
      out.append(o == 0 ? "" : ",").append("{\"name\":").append(text(x.name()));
      out.append(",\"loss\":")
          .append(x.loss())
          .append(",\"excess\":")
          .append(x.excess())
          .append('}');
    }
    out.append("]}");
  }

  private void value(Dependence.Value v) {
    out.append("{\"name\":").append(text(v.name())).append(",\"op\":").append(text(v.op()));
    out.append(",\"node\":").append(text(v.node())).append(",\"block\":").append(text(v.block()));
    out.append(",\"text\":").append(text(v.text())).append(",\"band\":").append(number(v.band()));
    out.append(",\"gradient\":").append(v.gradient()).append(",\"overlap\":").append(v.overlap());
    out.append(",\"stream\":").append(v.stream()).append(",\"moment\":");
    term(v.moment());
    out.append('}');
  }

  private void term(Dependence.Term t) {
    if (t instanceof Dependence.Number n) {
      out.append(number(n.value()));
    } else if (t instanceof Dependence.Size s) {
      out.append("[\"size\",").append(s.axis()).append(',').append(number(s.ratio())).append(']');
    } else if (t instanceof Dependence.Moment m) {
      out.append("[\"q\",").append(m.value()).append(']');
    } else if (t instanceof Dependence.Read r) {
      out.append("[\"leaf\",").append(r.leaf()).append(']');
    } else if (t instanceof Dependence.Sum s) {
      terms("+", s.terms());
    } else if (t instanceof Dependence.Product p) {
      terms("*", p.terms());
    } else if (t instanceof Dependence.Power w) {
      out.append("[\"^\",");
      term(w.base());
      out.append(',').append(number(w.exponent())).append(']');
    }
  }

  private void terms(String sign, List<Dependence.Term> terms) {
    out.append("[\"").append(sign).append('"');
    for (Dependence.Term t : terms) {
      out.append(',');
      term(t);
    }
    out.append(']');
  }

  private void texts(String name, List<String> texts) {
    out.append(",\"").append(name).append("\":[");
    out.append(String.join(",", texts.stream().map(PageData::text).toList())).append(']');
  }

  private void numbers(double[] values) {
    out.append('[');
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ",").append(number(values[i]));
    }
    out.append(']');
  }

  private static String number(Double v) {
    return v == null || !Double.isFinite(v)
        ? "null"
        : v == 0 ? "0" : new BigDecimal(v).round(DIGITS).stripTrailingZeros().toString();
  }

  private static String text(String text) {
    StringBuilder quoted = new StringBuilder();
    try {
      new JsonWriter(quoted, 0).value(text == null ? "" : text);
    } catch (IOException never) {
      throw new java.io.UncheckedIOException(never);
    }
    return quoted.toString();
  }
}
