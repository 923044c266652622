package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import java.util.Arrays;
import java.util.List;

/** Models of the basic model zoo that programs construct without having their source. */
final class ZooBlocks {
  private ZooBlocks() {}

  /**
   * A perceptron: flattening, then linear layers with the activation between them.
   *
   * @param args input size, output size, hidden sizes, and perhaps the activation (ReLU by default)
   * @return null when the hidden sizes are not known one by one
   */
  static DjlBlock mlp(List<Object> args, Site site) {
    List<Object> hidden = args.size() < 3 ? null : Values.elements(args.get(2));
    if (hidden == null) {
      return null;
    }
    DjlBlock net = DjlBlock.of("SequentialBlock", List.of(), site);
    add(net, DjlBlock.of("Blocks", Arrays.asList("batchFlatten", args.get(0)), site), site);
    for (Object h : hidden) {
      add(net, linear(h, site), site);
      Object given = args.size() > 3 ? args.get(3) : null;
      DjlBlock activation =
          given == null
              ? DjlBlock.of("Activation", List.of("relu"), site)
              : DjlBlock.of("LambdaBlock", List.of(given), site);
      add(net, activation, site);
    }
    add(net, linear(args.get(1), site), site);
    return net;
  }

  private static void add(DjlBlock net, DjlBlock child, Site site) {
    net.structural("add", List.of(child), site);
  }

  private static DjlBlock linear(Object units, Site site) {
    Recorder r = new Recorder();
    r.record("setUnits", Arrays.asList(units), site);
    return DjlLibrary.declared(new DjlBlock("Linear", List.of(), r, site, site, null));
  }
}
