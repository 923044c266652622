package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Runs blocks on symbolic inputs and writes what they compute. */
final class Forward {
  private static final int DEPTH = 40;

  private final Interpreter in;
  private final GraphWriter writer;
  private final Set<Object> prepared = Collections.newSetFromMap(new IdentityHashMap<>());

  Forward(Interpreter in, GraphWriter writer) {
    this.in = in;
    this.writer = writer;
  }

  GraphWriter writer() {
    return writer;
  }

  Interpreter in() {
    return in;
  }

  /** Runs the block that is the whole model. */
  TensorList root(DjlBlock b, TensorList inputs) {
    return apply(b, inputs);
  }

  /** Runs a block under a name. */
  TensorList applyNamed(String name, Object block, TensorList inputs, Site site) {
    writer.enter(name);
    try {
      if (writer.depth() > DEPTH) {
        throw new PathEnded("blocks nest deeper than " + DEPTH);
      }
      DjlBlock b = DjlBlock.blockOf(block);
      return b == null ? opaque(Values.describe(block), inputs, site) : apply(b, inputs);
    } finally {
      writer.leave();
    }
  }

  /** A block of which nothing is known. */
  TensorList opaque(String name, TensorList inputs, Site site) {
    List<String> from = TensorList.tensors(inputs).stream().map(Tensor::value).toList();
    return new TensorList(List.of(writer.foreign(name, from, null, site)));
  }

  private TensorList apply(DjlBlock b, TensorList inputs) {
    if (b.self() != null && in.declares(b.self(), "forwardInternal")) {
      return custom(b, inputs);
    }
    return switch (b.type()) {
      case "SequentialBlock" -> sequential(b, inputs);
      case "ParallelBlock" -> parallel(b, inputs);
      case "LambdaBlock" -> lambda(b, inputs);
      case "SingletonBlock" -> singleton(b, inputs);
      default -> BuiltIn.apply(this, b, inputs);
    };
  }

  private TensorList sequential(DjlBlock b, TensorList inputs) {
    TensorList at = inputs;
    List<Object> all = new ArrayList<>();
    for (DjlBlock.Child c : b.children()) {
      boolean first = writer.size() == 0 && writer.depth() == 0;
      at =
          first && c.block() instanceof Unknown base && anyKnown(b)
              ? new TensorList(List.of(writer.after(base.name(), b.site())))
              : applyNamed(c.name(), c.block(), at, b.site());
      all.addAll(at.elements());
    }
    return b.intermediate() ? new TensorList(all) : at;
  }

  private static boolean anyKnown(DjlBlock b) {
    return b.children().stream().anyMatch(c -> DjlBlock.blockOf(c.block()) != null);
  }

  private TensorList parallel(DjlBlock b, TensorList inputs) {
    List<Object> results = new ArrayList<>();
    for (DjlBlock.Child c : b.children()) {
      results.add(applyNamed(c.name(), c.block(), inputs, b.site()));
    }
    Object combiner = b.args().isEmpty() ? null : b.args().get(0);
    if (Values.elements(combiner) != null || combiner == null) {
      return opaque("combine", TensorList.of(results), b.site());
    }
    return list(in.apply(combiner, List.of(results), b.site()), "combine", inputs, b.site());
  }

  private TensorList lambda(DjlBlock b, TensorList inputs) {
    Object f = b.args().get(0);
    return list(in.apply(f, List.of(inputs), b.site()), Values.describe(f), inputs, b.site());
  }

  private TensorList singleton(DjlBlock b, TensorList inputs) {
    Object f = b.args().get(0);
    Object x = inputs.elements().get(0);
    return list(in.apply(f, List.of(x), b.site()), Values.describe(f), inputs, b.site());
  }

  /** Runs the source of a project's own block. */
  private TensorList custom(DjlBlock b, TensorList inputs) {
    JavaObject self = b.self();
    boolean shaped = TensorList.tensors(inputs).stream().allMatch(t -> t.rank() >= 0);
    if (shaped && in.declares(self, "prepare") && prepared.add(self)) {
      Object[] shapes =
          TensorList.tensors(inputs).stream().map(t -> new ShapeValue(t.dims())).toArray();
      in.callMethod(self, "prepare", List.of((Object) shapes), b.site());
    }
    List<Object> args = Arrays.asList(new Store(writer, b.simpleName()), inputs, false, null);
    Object result = in.callMethod(self, "forwardInternal", args, b.site());
    return list(result, b.simpleName(), inputs, b.site());
  }

  private TensorList list(Object result, String name, TensorList inputs, Site site) {
    if (result instanceof TensorList l && !TensorList.tensors(l).isEmpty()) {
      return l;
    }
    if (result instanceof Tensor t) {
      return new TensorList(List.of(t));
    }
    List<Tensor> found = TensorList.tensors(result);
    return found.isEmpty() ? opaque(name, inputs, site) : new TensorList(found);
  }

  /** The parameter store that {@code forwardInternal} asks for arrays. */
  record Store(GraphWriter writer, String layer) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      return method.equals("getValue") && args.get(0) instanceof DjlParameter p
          ? p.write(writer, layer)
          : UNHANDLED;
    }
  }
}
