package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.source.SourceModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told from characters alone: which files are parsed, and which are read together. */
class ModelFilesTest {
  private static final String NET =
      """
      package a.nets;
      import ai.djl.nn.SequentialBlock;
      import ai.djl.nn.core.Linear;
      public class Net {
        public static SequentialBlock of(int units) {
          return new SequentialBlock().add(Linear.builder().setUnits(units).build());
        }
      }
      """;

  private static Map<String, ModelFiles.Group> groups(Map<String, String> texts) {
    Map<String, Outline> outlines = new LinkedHashMap<>();
    texts.forEach((path, text) -> outlines.put(path, Outline.of(text)));
    return new ModelFiles(texts, outlines, p -> p.startsWith("ai.djl")).groups();
  }

  private static Map<String, String> texts(String... pathsAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      texts.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return texts;
  }

  @Test
  void outlineKnowsCodeFromCommentsAndLiterals() {
    Outline o =
        Outline.of(
            "/* class Not { */ package a . b; import c.d.Used; import e.f.*;\n"
                + "// class Nor {\n"
                + "class A extends x.y.Parent<B> { char c = '\"'; String s = \"class No {\\\"\";"
                + " String t = \"\"\"\n class Text { \" \"\"\"; class Inner {} }\n"
                + "record R(int x) implements Some { public static void main (String[] a) {} }");
    assertThat(o.packageName()).isEqualTo("a.b");
    assertThat(o.declared()).containsExactly("A", "R");
    assertThat(o.named())
        .contains("Used", "Parent", "B")
        .doesNotContain("Not", "Nor", "No", "Text");
    assertThat(o.packages()).contains("c.d", "e.f", "x.y");
    assertThat(o.extended()).containsExactlyInAnyOrder("Parent", "Some");
    assertThat(o.program()).isTrue();
    assertThat(o.balanced()).isTrue();
  }

  @Test
  void outlineSeesBracketsAndLiteralsThatDoNotEnd() {
    for (String broken :
        List.of("class A {", "class A { void f() { ) }", "class A { String s = \"x; }", "/* A")) {
      assertThat(Outline.of(broken).balanced()).as(broken).isFalse();
    }
  }

  @Test
  void filesThatReachNoModelHaveNoGroup() {
    Map<String, ModelFiles.Group> groups =
        groups(
            texts(
                "Net.java", NET,
                "Reads.java", "import ai.djl.Model; class Reads { Model m; String x() {} }",
                "Run.java", "import ai.djl.Model; class Run { static void main(String[] a) {} }",
                "Own.java", "package ai.djl.nn; class Own extends AbstractBlock {}"));
    assertThat(groups.keySet()).containsExactly("Net.java");
  }

  @Test
  void filesAreTogetherWhereOneLeadsToTheOther() {
    Map<String, ModelFiles.Group> groups =
        groups(
            texts(
                "Net.java",
                NET,
                "Middle.java",
                "import a.nets.Net; class Middle { static Object net() { return Net.of(4); } }",
                "Start.java",
                "import ai.djl.Model; class Start { static void main(String[] a)"
                    + " { Middle.net(); } }",
                "Else.java",
                NET.replace("a.nets", "b").replace("Net", "Else"),
                "SameName.java",
                "package c; import ai.djl.Model; class SameName { static void main(String[] a)"
                    + " { Net.of(5); } }"));
    assertThat(groups.get("Start.java")).isSameAs(groups.get("Net.java"));
    assertThat(groups.get("Start.java").starts()).containsExactly("Net.java", "Start.java");
    assertThat(groups.get("Else.java").starts()).containsExactly("Else.java");
    assertThat(groups).doesNotContainKey("SameName.java");
  }

  @Test
  void aClassBetweenTwoIsParsedWhenEvaluationComesToIt() {
    Map<String, String> texts =
        texts(
            "Net.java",
            NET,
            "Sizes.java",
            "package a.sizes; public class Sizes { static int N = More.M * 2; }",
            "More.java",
            "package a.sizes; class More { static final int M = 6; }",
            "Start.java",
            "import ai.djl.Model; import a.nets.Net; import static a.sizes.Sizes.N;\n"
                + "class Start { static void main(String[] a) { Net.of(N); } }");
    FileOutcome net = new JavaProject(texts, Map.of(), Map.of()).outcome("Net.java");
    assertThat(net).isInstanceOf(FileOutcome.Models.class);
    SourceModel model = ((FileOutcome.Models) net).models().get(0);
    assertThat(model.graph().weights().values())
        .anySatisfy(w -> assertThat(w.dims()).startsWith(12));
  }

  @Test
  void whatIsBrokenIsToldWhetherOrNotItSeemsToDefineAModel() {
    String broken = "import ai.djl.Model; class Broken { void f() {";
    FileOutcome o =
        new JavaProject(texts("Broken.java", broken), Map.of(), Map.of()).outcome("Broken.java");
    assertThat(o.toString()).contains("not valid Java at line 1");
  }

  @Test
  void twoFilesThatDeclareTheSameClassAreBothRead() {
    Map<String, String> texts = texts("x/Net.java", NET, "y/Net.java", NET);
    assertThat(new JavaProject(texts, Map.of(), Map.of()).outcomes())
        .allSatisfy(o -> assertThat(o).isInstanceOf(FileOutcome.Models.class));
  }

  @Test
  void aFrameworksOwnMachineryIsNotRun() {
    String own =
        """
        package org.deeplearning4j.nn.conf;
        public class NeuralNetConfiguration {
          public static class Builder {
            public ListBuilder list() { while (true) { } }
          }
          public static MultiLayerConfiguration again() { return new Builder().list().build(); }
        }
        """;
    String user =
        """
        import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
        import org.deeplearning4j.nn.conf.layers.DenseLayer;
        class User {
          static Object net() {
            return new NeuralNetConfiguration.Builder().list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build()).build();
          }
        }
        """;
    JavaProject project =
        new JavaProject(texts("Own.java", own, "User.java", user), Map.of(), Map.of());
    assertThat(project.outcome("User.java")).isInstanceOf(FileOutcome.Models.class);
    assertThat(project.outcome("Own.java")).isInstanceOf(FileOutcome.WithoutModel.class);
  }
}
