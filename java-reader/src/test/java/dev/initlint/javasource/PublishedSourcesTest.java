package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.moment.Evaluation;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * Reads the published sources of the frameworks' own models. What is found is kept in {@code
 * published-models.txt}; run with {@code -Dupdate-golden} to write it anew.
 */
class PublishedSourcesTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/initlint/javasource/published-models.txt");

  /** Symbols that whoever builds the model supplies: input extents and constructor arguments. */
  private static boolean suppliedByCaller(String symbol) {
    return symbol.matches("[A-Za-z_]\\w*")
        || symbol.startsWith("arguments")
        || symbol.startsWith("ArgumentsUtil")
        || symbol.startsWith("size(data");
  }

  static Map<String, String> sources(String artifact) {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : path.split(File.pathSeparator)) {
      String name = new File(entry).getName();
      if (name.startsWith(artifact + "-") && name.endsWith("-sources.jar")) {
        return unpack(new File(entry));
      }
    }
    throw new AssertionError(artifact + " is not on the class path");
  }

  private static Map<String, String> unpack(File jar) {
    Map<String, String> texts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar)) {
      for (ZipEntry e : zip.stream().map(ZipEntry.class::cast).toList()) {
        if (e.getName().endsWith(".java")) {
          texts.put(
              e.getName(),
              new String(zip.getInputStream(e).readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return texts;
  }

  private static Map<String, FileOutcome> read(String artifact) {
    Map<String, FileOutcome> byPath = new LinkedHashMap<>();
    new JavaReader().readTexts(sources(artifact)).forEach(o -> byPath.put(o.path(), o));
    return byPath;
  }

  private static List<String> describe(Map<String, FileOutcome> outcomes) {
    List<String> lines = new ArrayList<>();
    outcomes.forEach(
        (path, o) -> {
          if (o instanceof FileOutcome.Models m) {
            for (SourceModel j : m.models()) {
              lines.add(
                  path
                      + " | "
                      + j.framework()
                      + " "
                      + j.graph().name()
                      + " | "
                      + j.graph().nodes().size()
                      + " operations | "
                      + j.resolution());
            }
          } else if (o instanceof FileOutcome.WithoutModel w
              && !w.reasons().get(0).endsWith("defines no model")) {
            lines.add(path + " | " + w.reasons().get(0));
          } else if (o instanceof FileOutcome.Unreadable u) {
            lines.add(path + " | unreadable: " + u.reason());
          }
        });
    return lines;
  }

  /** Share of the files with models in which one model has all sizes but the caller's. */
  private static double resolved(Map<String, FileOutcome> outcomes) {
    int models = 0;
    int resolved = 0;
    for (FileOutcome o : outcomes.values()) {
      boolean defines =
          o instanceof FileOutcome.Models
              || o instanceof FileOutcome.WithoutModel w
                  && !w.reasons().get(0).endsWith("defines no model");
      models += defines ? 1 : 0;
      if (o instanceof FileOutcome.Models m) {
        resolved +=
            m.models().stream()
                    .anyMatch(
                        j ->
                            j.parametersTotal() > 0
                                && j.unresolved().stream()
                                    .allMatch(PublishedSourcesTest::suppliedByCaller))
                ? 1
                : 0;
      }
    }
    return (double) resolved / models;
  }

  private static void nothingIsMisunderstood(Map<String, FileOutcome> outcomes) {
    for (FileOutcome o : outcomes.values()) {
      List<String> said =
          o instanceof FileOutcome.Models m
              ? m.notes()
              : o instanceof FileOutcome.WithoutModel w ? w.reasons() : List.of();
      assertThat(said).as(o.path()).noneMatch(s -> s.contains("not understood"));
      assertThat(o).as(o.path()).isNotInstanceOf(FileOutcome.Unreadable.class);
    }
  }

  @Test
  void modelsOfTheFrameworksThemselves() throws IOException {
    Map<String, FileOutcome> dl4j = read("deeplearning4j-zoo");
    Map<String, FileOutcome> djl = read("model-zoo");
    Map<String, FileOutcome> api = read("api");
    nothingIsMisunderstood(dl4j);
    nothingIsMisunderstood(djl);
    nothingIsMisunderstood(api);
    assertThat(resolved(dl4j)).as("share of DL4J models resolved").isGreaterThanOrEqualTo(0.9);
    assertThat(resolved(djl)).as("share of DJL models resolved").isGreaterThanOrEqualTo(0.8);
    List<String> lines = new ArrayList<>(describe(dl4j));
    lines.addAll(describe(djl));
    lines.addAll(describe(api));
    if (Boolean.getBoolean("update-golden")) {
      Files.write(GOLDEN, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void everyZooNetworkOfDeeplearning4jHasAGraphOrAReason() {
    Map<String, FileOutcome> dl4j = read("deeplearning4j-zoo");
    for (String name :
        List.of(
            "AlexNet",
            "Darknet19",
            "FaceNetNN4Small2",
            "InceptionResNetV1",
            "LeNet",
            "ResNet50",
            "SimpleCNN",
            "SqueezeNet",
            "TextGenerationLSTM",
            "TinyYOLO",
            "UNet",
            "VGG16",
            "VGG19",
            "Xception",
            "YOLO2")) {
      assertThat(dl4j.get("org/deeplearning4j/zoo/model/" + name + ".java"))
          .as(name)
          .isInstanceOf(FileOutcome.Models.class);
    }
    assertThat(
            ((FileOutcome.WithoutModel) dl4j.get("org/deeplearning4j/zoo/model/NASNet.java"))
                .reasons())
        .anyMatch(r -> r.contains("before addInputs"));
  }

  @Test
  void headOfResNet50IsDrawnWithDeviationOneHalf() {
    FileOutcome o = read("deeplearning4j-zoo").get("org/deeplearning4j/zoo/model/ResNet50.java");
    SourceParameter head =
        ((FileOutcome.Models) o).models().get(0).parametersByName().get("output/W");
    assertThat(head.law().family()).isEqualTo(dev.initlint.law.Law.Family.TRUNCATED_NORMAL);
  }

  @Test
  void encoderRunFromItsOwnSourceEqualsTheBuiltInOne() {
    String net =
        "class Net { Block b() { SequentialBlock net = new SequentialBlock(); net.add(new"
            + " TransformerEncoderBlock(128, 4, 512, 0.1f, Activation::gelu)); return net; } }";
    String own =
        sources("api")
            .get("ai/djl/nn/transformer/TransformerEncoderBlock.java")
            .replace(
                "package ai.djl.nn.transformer;", "package mine; import ai.djl.nn.transformer.*;");
    SourceModel builtIn = Reading.only(Reading.DJL + net);
    String imports =
        Reading.DJL.replace(
            "import ai.djl.nn.transformer.*;", "import mine.TransformerEncoderBlock;");
    Map<String, String> project =
        Map.of("mine/TransformerEncoderBlock.java", own, "Net.java", imports + net);
    SourceModel fromSource =
        new JavaReader()
            .readTexts(project).stream()
                .filter(o -> o.path().equals("Net.java"))
                .map(o -> ((FileOutcome.Models) o).models().get(0))
                .findFirst()
                .orElseThrow();

    assertThat(Reading.ops(fromSource)).isEqualTo(Reading.ops(builtIn));
    List<Double> expected = secondMoments(builtIn);
    List<Double> actual = secondMoments(fromSource);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i))
          .as(builtIn.graph().nodes().get(i).name())
          .isCloseTo(expected.get(i), within(1e-9));
    }
  }

  private static List<Double> secondMoments(SourceModel m) {
    Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
    Evaluation e = p.evaluation();
    return m.graph().nodes().stream()
        .map(n -> p.signal(n.output()).stat().in(e).secondMoment())
        .toList();
  }

  /** Share of the operations of all models of an artifact whose moments are known. */
  private static double modelled(String artifact) {
    double nodes = 0;
    double known = 0;
    for (FileOutcome o : read(artifact).values()) {
      if (o instanceof FileOutcome.Models models) {
        for (SourceModel m : models.models()) {
          Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
          nodes += m.graph().nodes().size();
          known += m.graph().nodes().size() * Tracing.modelledShare(p);
        }
      }
    }
    return known / nodes;
  }

  @Test
  void mostOperationsOfPublishedModelsAreModelled() {
    assertThat(modelled("deeplearning4j-zoo")).isGreaterThan(0.8);
    assertThat(modelled("model-zoo")).isGreaterThan(0.85);
  }

  /** The zoo's head is drawn with deviation 0.44 over 2048 features of order 1. */
  @Test
  void logitsOfResNet50AreFarTooLargeAndThoseOfItsNeighboursAreNot() {
    Map<String, FileOutcome> zoo = read("deeplearning4j-zoo");
    assertThat(logitDeviation(zoo, "ResNet50")).isBetween(30.0, 80.0);
    for (String name : List.of("LeNet", "InceptionResNetV1", "Xception", "VGG16")) {
      assertThat(logitDeviation(zoo, name)).as(name).isLessThan(3);
    }
  }

  private static double logitDeviation(Map<String, FileOutcome> zoo, String name) {
    FileOutcome o = zoo.get("org/deeplearning4j/zoo/model/" + name + ".java");
    SourceModel m = ((FileOutcome.Models) o).models().get(0);
    Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
    return p.heads().get(0).loss().in(p.evaluation()).logitStd();
  }
}
