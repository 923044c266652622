package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Identity;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Silenced;
import dev.initlint.report.CheckReport.RuleText;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every format against its schema and its golden file. */
class FormatsTest {
  private static final Path SCHEMAS = Path.of("src/test/resources/schema");

  /** Those for people have golden files of their own. */
  @ParameterizedTest
  @EnumSource(
      names = {"TEXT", "CONCISE"},
      mode = EnumSource.Mode.EXCLUDE)
  void golden(CheckFormat format) throws IOException {
    Golden.assertEqual("check-formats." + format.word(), written(format, everything()));
  }

  @ParameterizedTest
  @CsvSource({
    "SARIF, src/test/resources/schema/sarif-schema-2.1.0.json",
    "GITLAB, src/test/resources/schema/gitlab-code-quality.json",
    "JSON, ../docs/schema/check.schema.json"
  })
  void jsonFollowsItsSchema(CheckFormat format, Path schema) throws IOException {
    for (CheckReport report : List.of(everything(), CheckReport.of(List.of()), baselined())) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                  .getSchema(Files.readString(schema), InputFormat.JSON)
                  .validate(written(format, report), InputFormat.JSON))
          .isEmpty();
    }
  }

  @Test
  void whatFollowsNoSchemaIsRefused() throws IOException {
    String sarif = written(CheckFormat.SARIF, everything()).replace("\"2.1.0\"", "\"2.2\"");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(
                    Files.readString(SCHEMAS.resolve("sarif-schema-2.1.0.json")), InputFormat.JSON)
                .validate(sarif, InputFormat.JSON))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"JUNIT, junit.xsd", "CHECKSTYLE, checkstyle.xsd"})
  void xmlFollowsItsSchema(CheckFormat format, String schema) throws Exception {
    for (CheckReport report : List.of(everything(), CheckReport.of(List.of()))) {
      SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
          .newSchema(SCHEMAS.resolve(schema).toFile())
          .newValidator()
          .validate(new StreamSource(new StringReader(written(format, report))));
    }
  }

  @Test
  void sarifKeepsWhatWasSilencedAndSaysWhy() throws IOException {
    String text = written(CheckFormat.SARIF, baselined());
    assertThat(text)
        .contains("\"baselineState\": \"unchanged\"", "\"baselineState\": \"new\"")
        .contains("\"kind\": \"external\"", "\"justification\": \"replaced in autumn\"");
  }

  @Test
  void annotationsAreNoMoreThanAreShownAndTheGravestComeFirst() throws IOException {
    List<Finding> many = new ArrayList<>(Collections.nCopies(3, finding("A", Severity.NOTE)));
    many.addAll(Collections.nCopies(CheckGithub.SHOWN + 2, finding("B", Severity.ERROR)));
    String text =
        written(
            CheckFormat.GITHUB,
            CheckReport.of(
                List.of(
                    new CheckResult.Checked("m.onnx", true, "", many, Coverage.NONE, List.of()))));
    assertThat(text.lines().filter(l -> l.startsWith("::error ")).count())
        .isEqualTo(CheckGithub.SHOWN);
    assertThat(text).startsWith("::error ").contains("::2 more of severity error;");
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "CONCISE", "GITHUB", "JUNIT", "CHECKSTYLE"})
  void nothingFromAFileReachesAReaderAsControl(CheckFormat format) throws IOException {
    String text = written(format, everything());
    assertThat(text).doesNotContain("\u001b", "\u0007");
    if (format == CheckFormat.GITHUB) {
      assertThat(text.lines()).allMatch(l -> l.startsWith("::"));
    }
  }

  private static CheckReport everything() {
    List<CheckResult> results = new ArrayList<>(Samples.results());
    Fix fix =
        new Fix(
            "draw with std 0.1",
            true,
            List.of(new Fix.Edit("src/my nets/Nét.java", 10, 14, "RELU\n\"x\"")));
    Finding edited =
        new Finding(
                "INIT003",
                "constant-weight",
                Severity.WARNING,
                "50% of a line, with: <odd> & \"quoted\"\nsigns",
                null,
                new Location("src/my nets/Nét.java", null, null, null, 3, 5),
                null,
                null,
                List.of(),
                fix,
                List.of())
            .known(new Identity("0123456789ab", "fc", List.of("line:1")));
    results.add(
        new CheckResult.Checked(
            "src/my nets/Nét.java",
            true,
            "",
            List.of(edited),
            Coverage.NONE,
            List.of("a remark"),
            List.of(
                new Silenced(edited, Silenced.By.SOURCE, ""),
                new Silenced(edited, Silenced.By.CONFIGURATION, "meant so"))));
    results.add(new CheckResult.Failed("/abs/slow.onnx", "it takes longer than 60 s"));
    return new CheckReport(results, rules(), "0.2.0", Severity.ERROR, false, true, Detail.SHORT);
  }

  private static CheckReport baselined() {
    CheckResult.Checked checked =
        new CheckResult.Checked(
            "m.onnx",
            true,
            "",
            List.of(finding("ATT001", Severity.ERROR)),
            Coverage.NONE,
            List.of(),
            List.of(
                new Silenced(
                    finding("ATT003", Severity.NOTE), Silenced.By.BASELINE, "replaced in autumn")));
    return new CheckReport(
        List.of(checked), rules(), "0.2.0", Severity.NOTE, true, false, Detail.SHORT);
  }

  private static Finding finding(String rule, Severity severity) {
    return new Finding(
        rule,
        "a-name",
        severity,
        "it is so",
        null,
        Location.ofValue("m.onnx", "/n", "v"),
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  private static List<RuleText> rules() {
    return List.of(
        new RuleText(
            "ATT001",
            "missing-attention-scale",
            Severity.ERROR,
            "too large",
            () -> "## What\n",
            false),
        new RuleText(
            "INIT003", "constant-weight", Severity.ERROR, "equal", () -> "## What\n", true));
  }

  private static String written(CheckFormat format, CheckReport report) throws IOException {
    StringBuilder out = new StringBuilder();
    format.write(report, Style.PLAIN, out);
    return out.toString();
  }
}
