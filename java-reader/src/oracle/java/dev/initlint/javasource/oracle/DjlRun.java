package dev.initlint.javasource.oracle;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.lang.reflect.Method;

/**
 * What DJL computes: the values behind every child of a network on N(0, 1) inputs, and the
 * gradients of every parameter for an N(0, 1) gradient behind the last.
 */
final class DjlRun {
  private static final int SEED = 100;

  private DjlRun() {}

  static Measured of(Method net, Given given) throws ReflectiveOperationException {
    Measured measured = new Measured();
    Engine.getInstance().setRandomSeed(SEED);
    for (int i = 0; i < Measured.draws(given); i++) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Block block = (Block) net.invoke(null);
        Shape shape = new Shape(given.value());
        boolean tokens = given.tokens() > 0;
        block.initialize(manager, DataType.FLOAT32, shape);
        NDArray x =
            tokens
                ? manager.randomInteger(0, given.tokens(), shape, DataType.INT64)
                : manager.randomNormal(shape);
        draw(manager, block, x, given.training(), measured);
      }
    }
    return measured;
  }

  private static void draw(
      NDManager manager, Block block, NDArray x, boolean training, Measured measured) {
    ParameterStore store = new ParameterStore(manager, false);
    for (Parameter p : block.getParameters().values()) {
      if (p.requiresGradient()) {
        p.getArray().setRequiresGradient(true);
      }
    }
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList at = new NDList(x);
      for (Pair<String, Block> child : block.getChildren()) {
        at = child.getValue().forward(store, at, training);
        measured.add(child.getKey(), square(at.get(0)));
      }
      if (training) {
        NDArray last = at.get(0);
        collector.backward(last.mul(manager.randomNormal(last.getShape())).sum());
      }
    }
    for (Pair<String, Parameter> p : block.getParameters()) {
      if (training && p.getValue().requiresGradient()) {
        measured.add("d " + p.getKey(), square(p.getValue().getArray().getGradient()));
      }
    }
  }

  private static double square(NDArray x) {
    return x.mul(x).mean().getFloat();
  }
}
