package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** From a model to a copy that is cured, read back and checked. */
final class WeightFixing {
  private WeightFixing() {}

  static WeightFixes of(
      Path from,
      Path to,
      ReadModel model,
      CheckResult before,
      EngineSettings settings,
      long seed,
      StandardEngine engine) {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new SettingsException(to + " is there already, and nothing is overwritten");
    }
    WeightFixRun run = WeightFixRun.of(from, model, settings);
    if (run.edits().isEmpty()) {
      return new WeightFixes.Fixed(null, before, before, List.of(), run.refused());
    }
    Graph graph = model.graph();
    ModelCopy copy = ModelCopy.of(from, to, graph);
    copy.write(graph, run.edits(), seed);
    CheckResult after = engine.check(to, settings);
    String fault = fault(graph, engine.graph(to, settings), before, after, run);
    if (!fault.isEmpty()) {
      copy.discard();
      throw new SettingsException(from + ": the copy was taken back: " + fault);
    }
    return new WeightFixes.Fixed(to, before, after, run.cured(), run.refused());
  }

  /** What the copy on the disk has other than it should; empty where it is right. */
  private static String fault(
      Graph graph, Graph copied, CheckResult before, CheckResult after, WeightFixRun run) {
    boolean read = before instanceof CheckResult.Checked && after instanceof CheckResult.Checked;
    if (copied == null || !read) {
      return "it cannot be read";
    }
    if (!isSame(graph, copied)) {
      return "its graph is another";
    }
    return Cure.objection(
            List.of(anywhere(before)),
            List.of(anywhere(after)),
            run.cured().stream().map(c -> anywhere(c.finding())).toList())
        .orElse("");
  }

  /** The findings without the files they are in, so that those of a copy can be compared. */
  private static CheckResult anywhere(CheckResult result) {
    CheckResult.Checked c = (CheckResult.Checked) result;
    return new CheckResult.Checked(
        "",
        c.atInitialisation(),
        c.verdict(),
        c.findings().stream().map(WeightFixing::anywhere).toList(),
        c.coverage(),
        c.remarks());
  }

  private static Finding anywhere(Finding f) {
    return f.at(f.location().in(""));
  }

  private static boolean isSame(Graph a, Graph b) {
    if (a.nodes().size() != b.nodes().size()
        || !a.weights().keySet().equals(b.weights().keySet())) {
      return false;
    }
    for (int i = 0; i < a.nodes().size(); i++) {
      Node x = a.nodes().get(i);
      Node y = b.nodes().get(i);
      boolean same =
          x.op().equals(y.op()) && x.inputs().equals(y.inputs()) && x.outputs().equals(y.outputs());
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
