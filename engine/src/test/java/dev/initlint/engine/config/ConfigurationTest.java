package dev.initlint.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.SettingsException;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  private static final List<RuleInfo> RULES =
      List.of(
          new RuleInfo("ATT001", "missing-attention-scale", Severity.ERROR, "", ""),
          new RuleInfo("ATT002", "wrong-attention-scale", Severity.ERROR, "", ""),
          new RuleInfo("EMB001", "embedding-std-one", Severity.WARNING, "", ""));

  @TempDir Path folder;

  @Test
  void theNearestFileHoldsAndThoseFurtherUpDoNot() throws IOException {
    write("initlint.toml", "fail-on = \"note\"\ntimeout = 5\n");
    write("a/pyproject.toml", "[project]\nname = \"x\"\n[tool.initlint]\nfail-on = \"warning\"\n");
    write("b/pyproject.toml", "[project]\nname = \"x\"\n[tool.other]\nfail-on = 3\n");
    assertThat(of("m.onnx").failOn()).isEqualTo(Severity.NOTE);
    assertThat(of("a/deep/m.onnx").failOn()).isEqualTo(Severity.WARNING);
    assertThat(of("a/deep/m.onnx").timeout()).isEqualTo(60);
    assertThat(of("b/m.onnx").failOn()).isEqualTo(Severity.NOTE);
  }

  @Test
  void theRootOfARepositoryEndsTheSearch() throws IOException {
    write("initlint.toml", "fail-on = \"note\"\n");
    Files.createDirectories(folder.resolve("repo/.git"));
    assertThat(of("repo/m.onnx").failOn()).isEqualTo(Severity.ERROR);
  }

  @Test
  void theCommandLineStandsOverTheFile() throws IOException {
    write("initlint.toml", "select = [\"ATT\"]\nignore = [\"ATT002\"]\nmin-known = 0.9\n");
    Path model = folder.resolve("m.onnx");
    assertThat(of("m.onnx").rules(RULES, model)).containsExactly("ATT001");
    Map<String, Object> said = new HashMap<>();
    said.put("ignore", List.of("ATT001"));
    assertThat(over(said).rules(RULES, model)).isEmpty();
    said.put("ignore", null);
    said.put("select", List.of("ATT002"));
    said.put("min-known", 0.1);
    assertThat(over(said).rules(RULES, model)).containsExactly("ATT002");
    assertThat(over(said).minKnown()).isEqualTo(0.1);
  }

  @Test
  void rulesAreIgnoredByPathAndSeverity() throws IOException {
    write(
        "initlint.toml",
        """
        [severity]
        embedding-std-one = "off"
        ATT001 = "note"
        [[per-path]]
        path = "models/legacy/**"
        ignore = ["ATT002"]
        """);
    Configuration c = of("models/legacy/m.onnx");
    assertThat(c.rules(RULES, folder.resolve("models/legacy/m.onnx"))).containsExactly("ATT001");
    assertThat(c.rules(RULES, folder.resolve("models/m.onnx"))).containsExactly("ATT001", "ATT002");
    assertThat(c.severities(RULES)).containsEntry("ATT001", Severity.NOTE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models/** | models/a/b.onnx | true",
        "models/** | other/models/b.onnx | false",
        "models | models/a/b.onnx | true",
        "*.onnx | deep/in/b.onnx | true",
        "**/old/*.onnx | old/b.onnx | true",
        "**/old/*.onnx | a/old/b.onnx | true",
        "a/?.onnx | a/bc.onnx | false"
      })
  void patternsOfPaths(String pattern, String file, boolean matches) {
    assertThat(new PathPattern(folder, pattern).matches(folder.resolve(file))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fail-onn = 1 | 2: the configuration has no key fail-onn; did you mean fail-on?",
        "fail-on = 'sometimes' | 2: fail-on takes \"error\", \"warning\", \"note\", \"never\", not"
            + " \"sometimes\"",
        "timeout = -1 | 2: timeout takes a number of seconds, 0 for none, not -1",
        "ignore = ['ATT01'] | 2: ignore: no rule is called 'ATT01'; did you mean ATT001?",
        "ignore = 'ATT001' | 2: ignore takes a list of rules",
        "[severity]\\nATT9 = 'note' | 3: no rule is called 'ATT9'",
        "[severity]\\nATT001 = 'grave' | 3: severity.ATT001 takes \"error\"",
        "[dims]\\nbatch = 0 | 3: dims.batch takes a whole number from 1, not 0",
        "[inputs]\\nx = 'uniform(3)' | 3: inputs.x takes",
        "[training]\\nrate = 1 | 3: [training] has no key rate",
        "[training]\\nlr = -1 | 3: training.lr takes a number above 0",
        "[training]\\nprecision = 'int4' | 3: precision: ",
        "[[suppress]]\\nrule = 'ATT001' | [[suppress]] has no reason; add reason",
        "[[suppress]]\\nrule = 'ATT001'\\nreason = 'x'\\nexpires = '2027' | 5: expires takes a date",
        "[[suppress]]\\nrule = 'ATT001'\\nbecause = 'x' | 4: [suppress] has no key because",
        "[suppress]\\nrule = 'ATT001' | suppress is a list of tables; begin each with",
        "severity = 'note' | 2: severity is a table; begin it with a line [severity]",
        "x = | 2: this is not TOML"
      })
  void whatNobodyUnderstandsIsNamedWithItsLine(String text, String sentence) throws IOException {
    write("initlint.toml", "# a comment\n" + text.replace("\\n", "\n").replace('\'', '"') + "\n");
    assertThatThrownBy(() -> of("m.onnx"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("initlint.toml:")
        .hasMessageContaining(sentence);
  }

  @Test
  void aFileThatIsNotInUtf8IsNamed() throws IOException {
    Files.write(folder.resolve("initlint.toml"), new byte[] {'#', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> of("m.onnx")).hasMessageContaining("not in UTF-8");
  }

  @Test
  void everythingThatTheStarterShowsCanBeSaid() throws IOException {
    String starter = ConfigurationSchema.starter();
    write("initlint.toml", starter);
    assertThat(of("m.onnx").said()).isEmpty();
    List<String> lines = new ArrayList<>();
    for (String line : starter.lines().toList()) {
      boolean said = line.matches("# (\\[+[a-z-]+\\]+|[\\w-]+ = .*)");
      lines.add(said ? line.substring(2).replace("RES001", "ATT001") : line);
    }
    write("initlint.toml", String.join("\n", lines));
    folder = Files.createDirectories(folder.resolve("sub"));
    Configuration c = of("m.onnx");
    assertThat(c.said()).hasSizeGreaterThan(15);
    assertThat(c.wishes()).hasSize(1);
    assertThat(c.training().isStated()).isTrue();
  }

  @Test
  void theSchemaIsFresh() throws IOException {
    Path committed = Path.of("../docs/schema/initlint.schema.json");
    if (Boolean.getBoolean("update-golden")) {
      Files.writeString(committed, ConfigurationSchema.json());
    }
    assertThat(committed).content().isEqualTo(ConfigurationSchema.json());
  }

  private Configuration of(String file) {
    return Configurations.found(RULES, Configuration.NONE).of(folder.resolve(file));
  }

  private Configuration over(Map<String, Object> said) {
    return Configurations.found(RULES, Configuration.ofCommandLine(said))
        .of(folder.resolve("m.onnx"));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
