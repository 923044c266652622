package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulePathTest {
  @ParameterizedTest
  @CsvSource({
    "/blocks.0/attention/Softmax, blocks.0.attention",
    "/Add_1, ''",
    "/net/net.0/Gemm, net.0",
    "/layer1/layer1.0/conv1/Conv, layer1.0.conv1",
    "/features/features.0/features.0.0/Conv, features.0.0",
    "/features/features.1/conv/conv.0/conv.0.0/Conv, features.1.conv.0.0",
  })
  void pathsOfModulesStandInNamesOfNodes(String node, String module) {
    assertThat(ModulePath.of(node)).isEqualTo(module);
  }

  @ParameterizedTest
  @CsvSource({"node_linear_3", "MatMul:y", "model/dense/MatMul", "''"})
  void otherNamesTellNone(String node) {
    assertThat(ModulePath.of(node)).isNull();
  }
}
