package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.Roots;
import java.util.List;

/** A {@code Model}: a holder of one block. */
final class DjlModel implements HostObject {
  private final Roots roots;
  private Object block;

  DjlModel(Roots roots) {
    this.roots = roots;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "setBlock" -> {
        block = args.get(0);
        DjlBlock b = DjlBlock.blockOf(block);
        if (b != null) {
          b.finish();
          roots.add(b);
        }
        return null;
      }
      case "getBlock" -> {
        return block == null ? UNHANDLED : block;
      }
      case "newTrainer" -> {
        DjlBlock b = DjlBlock.blockOf(block);
        if (b != null && args.get(0) instanceof DjlTraining t) {
          t.apply(in, b);
          b.trainedBy(t);
        }
        return new Trainer(this);
      }
      default -> {
        return UNHANDLED;
      }
    }
  }

  /** A trainer; the shapes it is initialised with are those of the model's inputs. */
  record Trainer(DjlModel model) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      DjlBlock b = DjlBlock.blockOf(model.block);
      if (method.equals("initialize") && b != null) {
        return b.structural("initialize", args, at);
      }
      return method.equals("getModel") ? model : UNHANDLED;
    }
  }
}
