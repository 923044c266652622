package dev.initlint.javasource.djl;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.JavaModel;
import dev.initlint.javasource.SourceFact;
import dev.initlint.javasource.dl4j.Naming;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes the graph of a block that is a model. */
final class BlockEmission {
  private BlockEmission() {}

  static JavaModel emit(Interpreter in, DjlBlock b, List<String> assumptions) {
    boolean empty =
        b.children().isEmpty() && b.self() == null && b.type().equals("SequentialBlock");
    if (empty) {
      return null;
    }
    GraphWriter w = new GraphWriter("DJL");
    Forward f = new Forward(in, w);
    Inputs inputs = new Inputs(w, b.inputShapes(), b.site());
    TensorList out = f.root(b, inputs.list());
    List<Tensor> results = TensorList.tensors(out);
    if (w.size() == 0 || results.isEmpty()) {
      return null;
    }
    facts(w, b, results);
    String name =
        b.self() != null && !b.self().type().name().isEmpty()
            ? b.self().type().name()
            : Naming.of(b.site());
    return w.finish(name, results, assumptions, b.site());
  }

  private static void facts(GraphWriter w, DjlBlock b, List<Tensor> results) {
    for (DjlBlock.InitialiserCall c : b.initialiserCalls()) {
      List<String> names =
          c.reached().stream().map(p -> p.weight(w)).filter(Objects::nonNull).toList();
      w.fact(
          new SourceFact.InitialiserSet(
              c.rule().name(), c.stage(), names, c.site().lastCall()));
      if (c.reached().isEmpty()) {
        boolean training = c.stage().equals("training");
        w.fact(
            new SourceFact.WithoutEffect(
                (training ? "optInitializer" : "setInitializer") + "(.., " + c.selector() + ")",
                training
                    ? "no parameter of the model has that name or type"
                    : "the block has no such parameter when the call is made",
                c.site().lastCall()));
      }
    }
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

    private Tensor make(int i) {
      List<Expr> dims = null;
      if (shapes != null && i < shapes.size()) {
        dims = new ArrayList<>(shapes.get(i));
        if (!dims.isEmpty()) {
          dims.set(0, Sizes.BATCH);
        }
      }
      return writer.input(i == 0 ? "data" : "data" + i, ElementType.FLOAT, dims, site);
    }
  }
}
