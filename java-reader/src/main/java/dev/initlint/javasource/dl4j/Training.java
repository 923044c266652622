package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** The optimiser and schedule of a network. */
final class Training {
  private Training() {}

  /** Facts on training; the library's default is plain SGD with rate 0.001. */
  static List<SourceFact> facts(Recorder global, Site site) {
    Recorder.Setting set = global.last("updater");
    Object v = set == null ? null : set.value();
    String name =
        v instanceof EnumConstant e
            ? e.name()
            : v instanceof LibraryObject o ? o.type() : v == null ? "Sgd" : null;
    if (name == null) {
      return List.of();
    }
    Expr rate = null;
    Expr warmUp = null;
    boolean byDefault = false;
    if (v instanceof LibraryObject o) {
      Object stated = rateOf(o);
      if (stated instanceof LibraryObject schedule) {
        warmUp =
            schedule.type().equals("RampSchedule") && schedule.arg(1) != null
                ? Values.asExpr(schedule.arg(1))
                : null;
        Object base = warmUp == null ? schedule : schedule.arg(0);
        rate = base instanceof LibraryObject inner ? firstNumber(inner) : null;
      } else {
        byDefault = stated == null;
        rate = byDefault ? Expr.of(defaultRate(name)) : Values.asExpr(stated);
      }
    } else {
      Object old = global.value("learningRate");
      byDefault = old == null;
      rate = byDefault ? Expr.of(defaultRate(name)) : Values.asExpr(old);
    }
    Expr clip = null;
    if (global.value("gradientNormalization") != null) {
      clip = Expr.of(global.real(1, "gradientNormalizationThreshold"));
    }
    List<SourceFact> facts = new ArrayList<>();
    facts.add(
        new SourceFact.Training(
            name,
            rate,
            byDefault,
            warmUp,
            clip,
            v instanceof LibraryObject o ? epsilon(o) : null,
            set == null ? site.range() : set.site().lastCall()));
    return facts;
  }

  private static Object rateOf(LibraryObject o) {
    Object set = o.settings().value("learningRate", "learningRateSchedule");
    return set != null ? set : o.type().equals("AdaDelta") ? null : o.arg(0);
  }

  /** The epsilon that the longest constructor takes last, or a builder call sets. */
  private static Expr epsilon(LibraryObject o) {
    Object set = o.settings().value("epsilon");
    int last = o.type().equals("RmsProp") ? 2 : 3;
    Object v = set != null ? set : o.type().equals("AdaGrad") ? o.arg(1) : o.arg(last);
    return v == null ? null : Values.asExpr(v);
  }

  private static Expr firstNumber(LibraryObject schedule) {
    for (Object a : schedule.args()) {
      if (Values.asDouble(a) != null) {
        return Values.asExpr(a);
      }
    }
    return null;
  }

  private static double defaultRate(String updater) {
    return switch (updater.toUpperCase(java.util.Locale.ROOT)) {
      case "NESTEROVS", "ADAGRAD", "RMSPROP" -> 0.1;
      case "ADADELTA" -> 1;
      default -> 1e-3;
    };
  }
}
