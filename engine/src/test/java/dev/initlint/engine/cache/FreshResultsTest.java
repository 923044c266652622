package dev.initlint.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.EngineSettings;
import dev.initlint.finding.CheckResult;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.onnx.schema.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a result follows from may change, and then it is worked out anew. */
class FreshResultsTest {
  private static final Path FIXTURES = Path.of("../fixtures");

  @TempDir Path folder;

  private final CountingEngine engine = new CountingEngine();
  private EngineSettings settings =
      EngineSettings.of(Set.of("ACT002", "HEAD001", "HEAD002", "INIT002", "INIT003"));

  @Test
  void externalDataIsPartOfItsModel() throws IOException {
    Path model = folder.resolve("m.onnx");
    Path data = outsourced(FIXTURES.resolve("models/std-one-head.onnx"), model);
    CheckResult first = requireKept(model);
    assertThat(((CheckResult.Checked) first).findings()).isNotEmpty();
    byte[] bytes = Files.readAllBytes(data);
    Files.write(data, new byte[bytes.length]);
    assertThat(requireKept(model)).as("all weights are zero now").isNotEqualTo(first);
    Files.delete(data);
    assertThat(checked(model)).isInstanceOf(CheckResult.Unreadable.class);
    Files.write(data, bytes);
    assertThat(requireSame(model)).isEqualTo(first);
  }

  @Test
  void aJavaSourceFollowsFromItsSiblings() throws IOException {
    Path net = folder.resolve("src/a/Net.java");
    Path sizes = folder.resolve("src/a/b/Sizes.java");
    Files.createDirectories(sizes.getParent());
    String text = Files.readString(FIXTURES.resolve("java/DeepReluNetwork.java"));
    Files.writeString(
        net,
        "package a;\n"
            + text.replaceFirst("(?m)^package .*$", "")
                .replace("DeepReluNetwork", "Net")
                .replace("i < 20", "i < a.b.Sizes.LAYERS"));
    Files.writeString(sizes, "package a.b;\npublic class Sizes { public static int LAYERS = 20; }");
    CheckResult first = requireKept(net);
    assertThat(((CheckResult.Checked) first).findings().get(0).message()).contains("20 layers");
    assertThat(((CheckResult.Checked) first).findings().get(0).fix().edits()).isNotEmpty();
    Files.writeString(sizes, "package a.b;\npublic class Sizes { public static int LAYERS = 40; }");
    CheckResult other = requireKept(net);
    assertThat(((CheckResult.Checked) other).findings().get(0).message()).contains("40 layers");
    Files.writeString(folder.resolve("src/a/b/Notes.txt"), "no source");
    assertThat(requireSame(net)).isEqualTo(other);
    Files.writeString(folder.resolve("src/a/b/More.java"), "package a.b;\nclass More {}");
    assertThat(requireKept(net)).isEqualTo(other);
  }

  @Test
  void aSourceThatChangesDuringTheRunIsNotKept() throws IOException {
    Path net = folder.resolve("DeepReluNetwork.java");
    Files.copy(FIXTURES.resolve("java/DeepReluNetwork.java"), net);
    String text = Files.readString(net);
    Path other = Files.writeString(folder.resolve("Other.java"), "class Other {}");
    FileTime before = Files.getLastModifiedTime(other);
    for (boolean back : new boolean[] {false, true}) {
      engine.after = () -> touch(other, back ? "class Other {}" : "class Othes {}", before);
      checked(net);
    }
    engine.after = () -> {};
    assertThat(text).isEqualTo(Files.readString(net));
    int worked = engine.worked.get();
    checked(net);
    assertThat(engine.worked).as("neither was kept").hasValue(worked + 1);
  }

  /** Written later by a second, so that the clock of the file system does not matter. */
  private static void touch(Path file, String text, FileTime before) {
    try {
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1000));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aNetworkIsItsText() throws IOException {
    Path net = folder.resolve("m.net");
    String text =
        """
        x = input(4, 64)
        h = relu(linear(x, 64, normal(0, 0.01)))
        y = linear(h, 64, normal(0, 0.01))
        """;
    Files.writeString(net, text);
    CheckResult first = requireKept(net);
    Files.writeString(net, text.replace("0.01", "0.9"));
    assertThat(requireKept(net)).isNotEqualTo(first);
  }

  @Test
  void anArchitectureFollowsFromItsConfiguration() throws IOException {
    Path net = folder.resolve("own.net");
    Files.writeString(net, "family own like gpt2: Our own\n");
    Path config = folder.resolve("c/config.json");
    Files.createDirectories(config.getParent());
    Files.copy(FIXTURES.resolve("folders/gpt2/config.json"), config);
    Files.writeString(
        config,
        Files.readString(config).replace("\"model_type\": \"gpt2\"", "\"model_type\": \"own\""));
    settings = settings.with(config);
    CheckResult first = requireKept(net);
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"initializer_range\": 0.02", "\"initializer_range\": 1.5"));
    assertThat(requireKept(net)).isNotEqualTo(first);
  }

  @Test
  void aFolderIsAllThatLiesInIt() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("gpt2"));
    for (String name : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(FIXTURES.resolve("folders/gpt2").resolve(name), copy.resolve(name));
    }
    CheckResult first = requireKept(copy);
    Path config = copy.resolve("config.json");
    CheckResult alone = requireKept(config);
    assertThat(((CheckResult.Checked) alone).remarks()).anyMatch(r -> r.contains("is not read"));
    Files.delete(copy.resolve("model.safetensors"));
    assertThat(requireKept(copy)).isNotEqualTo(first);
    assertThat(((CheckResult.Checked) requireKept(config)).remarks())
        .noneMatch(r -> r.contains("is not read"));
  }

  @Test
  void aBaseOfAComparisonIsPartOfTheResult() throws IOException {
    Path model = FIXTURES.resolve("models/sound.onnx");
    Path base = folder.resolve("base.onnx");
    Files.copy(model, base);
    settings = settings.beside(base);
    checked(model);
    assertThat(engine.worked).hasValue(1);
    checked(model);
    assertThat(engine.worked).hasValue(1);
    Files.copy(
        FIXTURES.resolve("models/std-one-head.onnx"),
        base,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    checked(model);
    assertThat(engine.worked).hasValue(2);
  }

  @Test
  void anotherBuildIsAnotherResult() throws IOException {
    Path model = FIXTURES.resolve("models/sound.onnx");
    Content content = Content.of(engine.basis(model, settings).orElseThrow()).orElseThrow();
    Path at = folder.resolve("cache");
    String one = new ResultCache(at, "one").key(model, settings, content);
    assertThat(new ResultCache(at, "one").key(model, settings, content)).isEqualTo(one);
    assertThat(new ResultCache(at, "two").key(model, settings, content)).isNotEqualTo(one);
    assertThat(new ResultCache(at, "one").key(model, settings.applying(Set.of()), content))
        .isNotEqualTo(one);
  }

  /** Worked out once more, then known. */
  private CheckResult requireKept(Path model) {
    int before = engine.worked.get();
    CheckResult result = checked(model);
    assertThat(engine.worked).as("worked out").hasValue(before + 1);
    assertThat(requireSame(model)).isEqualTo(result);
    return result;
  }

  private CheckResult requireSame(Path model) {
    int before = engine.worked.get();
    CheckResult result = checked(model);
    assertThat(engine.worked).as("known").hasValue(before);
    return result;
  }

  private CheckResult checked(Path model) {
    try (CachingEngine caching = new CachingEngine(engine, folder.resolve("cache"))) {
      return caching.check(model, settings);
    }
  }

  /** Writes a model with its large tensors in a file beside it, and gives that file. */
  private static Path outsourced(Path from, Path to) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(from));
    ModelProto.Builder out = model.toBuilder();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto tensor = model.getGraph().getInitializer(i);
      if (tensor.getRawData().size() > 256) {
        TensorProto.Builder there =
            tensor.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", "m.data"))
                .addExternalData(entry("offset", String.valueOf(data.size())))
                .addExternalData(entry("length", String.valueOf(tensor.getRawData().size())));
        out.getGraphBuilder().setInitializer(i, there);
        data.write(tensor.getRawData().toByteArray());
      }
    }
    Files.write(to, out.build().toByteArray());
    return Files.write(to.resolveSibling("m.data"), data.toByteArray());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
