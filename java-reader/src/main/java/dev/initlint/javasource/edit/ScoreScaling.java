package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.finding.Fix;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an attention divide its scores by √d_k: turns on the flag of a library's attention, or
 * writes the factor into one that is written out.
 */
final class ScoreScaling {
  private static final List<String> ATTENTIONS =
      List.of("dotProductAttention", "multiHeadDotProductAttention");
  private static final List<String> PRODUCTS =
      List.of("batchDot", "matMul", "mmul", "dot", "batchMatMul");
  private static final List<String> DIVISIONS = List.of("div", "divi");
  private static final List<String> MULTIPLICATIONS = List.of("mul", "muli");

  /** Steps between the product and the softmax that are looked at. */
  private static final int STEPS = 8;

  private final SourceTrees trees;

  ScoreScaling(SourceTrees trees) {
    this.trees = trees;
  }

  Optional<Spelling> spell(Graph graph, Remedy.ScaleScores remedy) {
    Node softmax = node(graph, remedy.node());
    if (softmax == null) {
      return Optional.empty();
    }
    List<MethodCallExpr> attentions = trees.callsAt(softmax.origin(), ATTENTIONS);
    if (!attentions.isEmpty()) {
      return attentions.size() == 1 ? flag(softmax, attentions.get(0)) : Optional.empty();
    }
    // A number that was assumed has no place in the source.
    if (graph.sizeNames().extents().containsKey((long) remedy.headDim())) {
      return Optional.empty();
    }
    String root = "Math.sqrt(" + Laws.number(remedy.headDim()) + ")";
    List<Node> factors = new ArrayList<>();
    Node product = product(graph, softmax, factors);
    if (product == null || factors.size() > 1) {
      return Optional.empty();
    }
    return factors.isEmpty() ? divided(product, root) : retyped(factors.get(0), root);
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElse(null);
  }

  /** {@code scaled = false} becomes {@code true}. */
  private Optional<Spelling> flag(Node at, MethodCallExpr call) {
    List<Expression> flags =
        call.getArguments().stream().filter(BooleanLiteralExpr.class::isInstance).toList();
    if (flags.isEmpty() || ((BooleanLiteralExpr) flags.get(0)).getValue()) {
      return Optional.empty();
    }
    return replaced(at, flags.get(0), "true");
  }

  /** The matrix product behind the scores; scalar factors on the way are collected. */
  private static Node product(Graph graph, Node softmax, List<Node> factors) {
    String value = softmax.input(0);
    for (int i = 0; i < STEPS; i++) {
      Node maker = maker(graph, value);
      if (maker == null || maker.op().equals("MatMul")) {
        return maker;
      }
      if (maker.op().equals("Div") || maker.op().equals("Mul")) {
        factors.add(maker);
      }
      value = maker.input(0);
    }
    return null;
  }

  private static Node maker(Graph graph, String value) {
    return graph.nodes().stream().filter(n -> n.outputs().contains(value)).findFirst().orElse(null);
  }

  private Optional<Spelling> divided(Node product, String root) {
    List<MethodCallExpr> calls = trees.callsAt(product.origin(), PRODUCTS);
    if (calls.size() != 1) {
      return Optional.empty();
    }
    SourceFile file = trees.file(product.origin().path()).orElseThrow();
    int end = file.range(calls.get(0)).end();
    Fix.Edit edit = new Fix.Edit(file.path(), end, end, ".div(" + root + ")");
    return Spelling.of(List.of(edit), true);
  }

  /** The number by which the source divides or multiplies. */
  private Optional<Spelling> retyped(Node factor, String root) {
    boolean division = factor.op().equals("Div");
    List<MethodCallExpr> calls =
        trees.callsAt(factor.origin(), division ? DIVISIONS : MULTIPLICATIONS).stream()
            .filter(c -> c.getArguments().size() == 1)
            .filter(c -> !Double.isNaN(Numbers.value(c.getArgument(0))))
            .toList();
    return calls.size() == 1
        ? replaced(factor, calls.get(0).getArgument(0), division ? root : "1 / " + root)
        : Optional.empty();
  }

  private Optional<Spelling> replaced(Node at, Expression old, String text) {
    SourceFile file = trees.file(at.origin().path()).orElseThrow();
    SourceRange range = file.range(old);
    Fix.Edit edit = new Fix.Edit(file.path(), range.start(), range.end(), text);
    return SourceTrees.holdsComment(SourceTrees.text(file, range))
        ? Optional.empty()
        : Spelling.of(List.of(edit), true);
  }
}
