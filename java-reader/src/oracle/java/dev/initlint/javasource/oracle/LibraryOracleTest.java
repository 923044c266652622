package dev.initlint.javasource.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The deviation of every weight as read from source, against the deviation of what the libraries
 * really draw for the same source: within 10 % where there are enough entries to tell.
 */
class LibraryOracleTest {
  private static final int ENOUGH = 2000;

  /** Entries of one drawn parameter, as their number and deviation. */
  private record Drawn(long count, double deviation) {
    static Drawn of(float[] values) {
      double mean = 0;
      for (float v : values) {
        mean += v;
      }
      mean /= values.length;
      double square = 0;
      for (float v : values) {
        square += (v - mean) * (v - mean);
      }
      return new Drawn(values.length, Math.sqrt(square / values.length));
    }
  }

  @TestFactory
  List<DynamicTest> whatDjlDraws() throws ReflectiveOperationException {
    Map<String, SourceModel> read = ReadNets.models("DjlNets.java", Map.of());
    List<DynamicTest> tests = new ArrayList<>();
    for (Method m : DjlNets.class.getDeclaredMethods()) {
      if (m.getReturnType() == Block.class && m.getParameterCount() == 0) {
        tests.add(DynamicTest.dynamicTest("djl " + m.getName(), () -> compareDjl(m, read)));
      }
    }
    return tests;
  }

  private static void compareDjl(Method m, Map<String, SourceModel> read)
      throws ReflectiveOperationException {
    Natives.ofDjl();
    Map<String, Drawn> drawn = new LinkedHashMap<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = (Block) m.invoke(null);
      block.initialize(manager, DataType.FLOAT32, ReadNets.DJL_INPUTS.get(m.getName()));
      block
          .getParameters()
          .forEach(p -> drawn.put(p.getKey(), Drawn.of(p.getValue().getArray().toFloatArray())));
    }
    long[] shape = ReadNets.DJL_INPUTS.get(m.getName()).getShape();
    SourceModel model = read.get(m.getName());
    assertThat(model).as(m.getName()).isNotNull();
    assertThat(model.parameters()).as(m.getName()).isNotEmpty();
    for (SourceParameter p : model.parameters()) {
      String key = p.name().replace('/', '_');
      if (m.getName().equals("lstm") || m.getName().equals("gru")) {
        key = key.replace("l_0_BIAS", "l_0_i2h_BIAS").replace("l_1_BIAS", "l_1_i2h_BIAS");
      }
      compare(m.getName(), p, drawn.get(key), ReadNets.extents(shape));
    }
  }

  private static void compare(
      String net, SourceParameter p, Drawn drawn, Map<String, Double> symbols) {
    assertThat(drawn).as(net + " " + p.name()).isNotNull();
    double variance = p.variance().evaluate(dev.initlint.symbol.Binding.of(symbols));
    double read = Math.sqrt(variance);
    System.out.printf(
        "%-22s %-42s read %.5f drawn %.5f (%d)%n",
        net, p.name(), read, drawn.deviation(), drawn.count());
    if (read == 0) {
      assertThat(drawn.deviation()).as(net + " " + p.name()).isLessThan(1e-6);
    } else if (drawn.count() >= ENOUGH) {
      assertThat(drawn.deviation() / read).as(net + " " + p.name()).isBetween(0.9, 1.1);
    }
  }

  @TestFactory
  List<DynamicTest> whatDeeplearning4jDraws() {
    Map<String, SourceModel> read = ReadNets.models("Dl4jNets.java", Map.of());
    List<DynamicTest> tests = new ArrayList<>();
    for (Method m : Dl4jNets.class.getDeclaredMethods()) {
      if (m.getParameterCount() == 0) {
        tests.add(DynamicTest.dynamicTest("dl4j " + m.getName(), () -> compareDl4j(m, read)));
      }
    }
    return tests;
  }

  private static void compareDl4j(Method m, Map<String, SourceModel> read)
      throws ReflectiveOperationException {
    Natives.ofDeeplearning4j();
    Object conf = m.invoke(null);
    Map<String, INDArray> table;
    if (conf instanceof MultiLayerConfiguration c) {
      MultiLayerNetwork net = new MultiLayerNetwork(c);
      net.init();
      table = net.paramTable();
    } else {
      ComputationGraph net = new ComputationGraph((ComputationGraphConfiguration) conf);
      net.init();
      table = net.paramTable();
    }
    SourceModel model = ReadNets.of(m.getName(), read);
    assertThat(model).as(m.getName()).isNotNull();
    assertThat(model.parameters()).as(m.getName()).isNotEmpty();
    for (SourceParameter p : model.parameters()) {
      INDArray a = table.get(p.name().replace('/', '_'));
      if (a == null && p.name().endsWith("/pW")) {
        continue;
      }
      assertThat(a).as(m.getName() + " " + p.name() + " in " + table.keySet()).isNotNull();
      compare(m.getName(), p, Drawn.of(a.dup().data().asFloat()), Map.of());
    }
  }
}
