package dev.initlint.javasource;

import dev.initlint.javasource.djl.DjlLibrary;
import dev.initlint.javasource.dl4j.Dl4jLibrary;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.javasource.tensorflow.TensorFlowLibrary;
import java.util.List;

/** The frameworks whose models are read. */
final class Libraries {
  private Libraries() {}

  static List<Library> all(Roots roots) {
    return List.of(new DjlLibrary(roots), new Dl4jLibrary(roots), new TensorFlowLibrary(roots));
  }
}
