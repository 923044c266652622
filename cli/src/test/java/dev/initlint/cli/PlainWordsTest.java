package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is taken apart without picocli is what picocli would have made of it. */
class PlainWordsTest {
  private static final Output OUTPUT =
      new Output(
          new Console(
              InputStream.nullInputStream(),
              OutputStream.nullOutputStream(),
              OutputStream.nullOutputStream(),
              false,
              false,
              true,
              Map.of()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "version --verbose",
        "rule",
        "rule ATT001 missing-attention-scale",
        "check m.onnx",
        "check a --quiet b -",
        "check m.onnx -f json -o out.json",
        "check m.onnx --format=text --color=ALWAYS --width none",
        "check m.onnx --select ATT001,HEAD --ignore=ACT001 --fail-on Warning --notes all",
        "check -v --preview --isolated --statistics --skip-other-files --baseline b.json a b",
        "trace m.onnx",
        "trace m.onnx --format CSV --all --slopes --quiet",
        "trace --explain=/a/MatMul m.onnx",
        "trace --block h.3 --plot --output=x.txt m.onnx"
      })
  void understandsWhatPicocliUnderstands(String line) throws Exception {
    Callable<Integer> plain = plain(words(line));
    assertThat(plain).as("taken apart").isNotNull();
    assertThat(state(plain)).isEqualTo(state(byPicocli(words(line))));
  }

  /** Every option, with each kind of value: what is plain is understood alike. */
  @Test
  void understandsEachOptionAlikeOrNotAtAll() throws Exception {
    for (List<String> words : options().toList()) {
      Callable<Integer> plain = plain(words);
      if (plain != null) {
        assertThat(state(plain)).as("%s", words).isEqualTo(state(byPicocli(words)));
      }
    }
  }

  static Stream<List<String>> options() {
    return Stream.of("check", "trace", "version", "rule")
        .flatMap(
            name ->
                root(name).getSubcommands().get(name).getCommandSpec().options().stream()
                    .flatMap(option -> Arrays.stream(option.names()))
                    .flatMap(
                        option ->
                            Stream.of("json", "error", "never", "a,b")
                                .flatMap(
                                    value ->
                                        Stream.of(
                                            List.of(name, "m.onnx", option, value),
                                            List.of(name, option + "=" + value, "m.onnx"),
                                            List.of(name, option, "m.onnx")))))
        .filter(PlainWordsTest::isUnderstood);
  }

  private static boolean isUnderstood(List<String> words) {
    try {
      byPicocli(words);
      return true;
    } catch (CommandLine.ParameterException refused) {
      // Then picocli has to say so.
      assertThat(plain(words)).as(String.join(" ", words)).isNull();
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "verify m.onnx",
        "check",
        "check --help",
        "check m.onnx --color purple",
        "check m.onnx --quiet --quiet",
        "check m.onnx --quiet=true",
        "check m.onnx --output",
        "check m.onnx --output --quiet",
        "check m.onnx --output=",
        "check m.onnx --formats json",
        "check m.onnx -fjson",
        "check m.onnx -qv",
        "check m.onnx -f json -f text=x",
        "check @arguments.txt",
        "check -- --quiet",
        "check m.onnx --select a,,b",
        "check m.onnx --dim batch=4",
        "trace a b",
        "trace m.onnx --format yaml"
      })
  void leavesTheRestToPicocli(String line) {
    assertThat(plain(words(line))).isNull();
  }

  /** So that it is noticed when nothing is plain any more. */
  @Test
  void mostOptionsOfCheckArePlainEnough() {
    long plain =
        options()
            .filter(words -> words.get(0).equals("check"))
            .filter(words -> plain(words) != null)
            .map(words -> words.get(2))
            .distinct()
            .count();
    assertThat(plain).isGreaterThan(10);
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }

  private static Callable<Integer> plain(List<String> words) {
    return PlainWords.command(words, FakeEngine::new, OUTPUT);
  }

  private static CommandLine root(String command) {
    return new CommandTree(FakeEngine::new, OUTPUT).line(List.of(command), problem -> 2);
  }

  private static Object byPicocli(List<String> words) {
    CommandLine root = root(words.get(0));
    root.parseArgs(words.toArray(String[]::new));
    return root.getSubcommands().get(words.get(0)).getCommandSpec().userObject();
  }

  /** What the options and words of a command, and of its mixins, are set to. */
  private static Map<String, String> state(Object command) throws IllegalAccessException {
    Map<String, String> state = new TreeMap<>();
    if (command.getClass().isAnnotationPresent(Command.class)) {
      state.put("", command.getClass().getName());
    }
    for (Field field : command.getClass().getDeclaredFields()) {
      field.setAccessible(true);
      if (field.isAnnotationPresent(Mixin.class)) {
        state(field.get(command)).forEach((k, v) -> state.put(field.getName() + "." + k, v));
      } else if (field.isAnnotationPresent(Option.class)
          || field.isAnnotationPresent(Parameters.class)) {
        state.put(field.getName(), String.valueOf(field.get(command)));
      }
    }
    return state;
  }
}
