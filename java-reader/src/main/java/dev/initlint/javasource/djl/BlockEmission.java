package dev.initlint.javasource.djl;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes the graph of a block that is a model. */
final class BlockEmission {
  private BlockEmission() {}

  static SourceModel emit(Interpreter in, DjlBlock b, List<String> assumptions) {
    boolean empty =
        b.children().isEmpty() && b.self() == null && b.type().equals("SequentialBlock");
    if (empty) {
      return null;
    }
    Attempt best = attempt(in, b, 2);
    if (b.inputShapes() == null) {
      best = reconsidered(in, b, best);
    }
    if (best.failure() != null) {
      throw best.failure();
    }
    GraphWriter w = best.writer();
    if (w.size() == 0 || best.results().isEmpty()) {
      return null;
    }
    if (w.parameters().isEmpty() && w.foreignCount() > 0) {
      throw new PathEnded("its parts are supplied by the caller");
    }
    facts(w, b, best.results());
    String name =
        b.self() != null && !b.self().type().name().isEmpty()
            ? b.self().type().name()
            : Naming.of(b.site());
    return w.finish(in, name, best.results(), assumptions, b.site());
  }

  /** One way to write the model. */
  private record Attempt(GraphWriter writer, List<Tensor> results, PathEnded failure) {}

  /** Inputs of unknown shape are sequences where positions are mixed or vectors lead nowhere. */
  private static Attempt reconsidered(Interpreter in, DjlBlock b, Attempt vectors) {
    boolean stuck = vectors.failure() != null;
    if (!stuck && !vectors.writer().mixesPositions() && vectors.writer().foreignCount() == 0) {
      return vectors;
    }
    Attempt sequences = attempt(in, b, 3);
    if (sequences.failure() != null) {
      return vectors;
    }
    long gained = stuck ? 1 : vectors.writer().foreignCount() - sequences.writer().foreignCount();
    boolean better = gained > 0 || gained == 0 && sequences.writer().mixesPositions();
    if (better) {
      sequences.writer().remark("inputs are taken for sequences: batch, position, feature");
    }
    return better ? sequences : vectors;
  }

  /** Writes the model with inputs of unknown shape taken for vectors or for sequences. */
  private static Attempt attempt(Interpreter in, DjlBlock b, int denseRank) {
    GraphWriter w = new GraphWriter("DJL", denseRank);
    Inputs inputs = new Inputs(w, b.inputShapes(), b.site());
    try {
      TensorList out = new Forward(in, w).root(b, inputs.list());
      return new Attempt(w, TensorList.tensors(out), null);
    } catch (PathEnded.LimitReached e) {
      throw e;
    } catch (PathEnded e) {
      return new Attempt(w, List.of(), e);
    }
  }

  private static void facts(GraphWriter w, DjlBlock b, List<Tensor> results) {
    b.initialiserCalls().forEach(c -> initialisers(w, c));
    if (b.training() != null) {
      w.fact(b.training().fact());
      if (b.training().loss() != null) {
        Tensor last = results.get(0);
        String op = w.producer(last).toLowerCase(Locale.ROOT);
        boolean squashes = op.equals("softmax") || op.equals("logsoftmax") || op.equals("sigmoid");
        w.fact(
            new SourceFact.Head(
                last.value(),
                squashes ? op : "identity",
                b.training().loss(),
                b.training().lossTakesLogits(),
                last.site().range()));
      }
    }
  }

  private static void initialisers(GraphWriter w, DjlBlock.InitialiserCall c) {
    List<String> names =
        c.reached().stream().map(p -> p.weight(w)).filter(Objects::nonNull).toList();
    List<Expr> variances = names.stream().map(n -> w.varianceUnder(c.rule(), n)).toList();
    SourceRange range = c.site().lastCall();
    w.fact(new SourceFact.InitialiserSet(c.rule().name(), c.stage(), names, variances, range));
    boolean training = c.stage().equals("training");
    String call = (training ? "optInitializer" : "setInitializer") + "(.., " + c.selector() + ")";
    List<DjlParameter> missed = c.missed();
    if (!missed.isEmpty()) {
      String late =
          missed.size()
              + " of "
              + (missed.size() + c.reached().size())
              + " such parameters came into the block after the call";
      w.fact(new SourceFact.WithoutEffect(call, late, true, range));
    } else if (c.reached().isEmpty()) {
      w.fact(
          new SourceFact.WithoutEffect(
              call,
              training
                  ? "no parameter of the model has that name or type"
                  : c.selector().startsWith("\"")
                      ? "it throws an exception where the block has no parameter of its own so named"
                      : "the block has no such parameter when the call is made",
              true,
              range));
    }
  }

  /** The model's inputs; further ones come into being when code reads them. */
  private static final class Inputs {
    private final GraphWriter writer;
    private final List<List<Expr>> shapes;
    private final Site site;

    Inputs(GraphWriter writer, List<List<Expr>> shapes, Site site) {
      this.writer = writer;
      this.shapes = shapes;
      this.site = site;
    }

    TensorList list() {
      List<Object> made = new ArrayList<>();
      for (int i = 0; i < (shapes == null ? 1 : shapes.size()); i++) {
        made.add(make(i));
      }
      return TensorList.growing(made, this::make);
    }

    /** Where every input has one extent, and not of one, they come without a batch. */
    private boolean vectors() {
      return shapes.stream().allMatch(s -> s.size() == 1 && !s.get(0).equals(Expr.ONE));
    }

    private Tensor make(int i) {
      List<Expr> dims = null;
      if (shapes != null && i < shapes.size()) {
        dims = new ArrayList<>(shapes.get(i));
        if (dims.size() > 1 || !dims.isEmpty() && !vectors()) {
          dims.set(0, Sizes.BATCH);
        }
      }
      return writer.input(i == 0 ? "data" : "data" + i, ElementType.FLOAT, dims, site);
    }
  }
}
