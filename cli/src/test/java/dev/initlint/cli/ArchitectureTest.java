package dev.initlint.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Dependencies run one way: analyzer, then readers, rules and reports, then the tools. */
class ArchitectureTest {
  private static final String[] ANALYZER = {
    "dev.initlint.graph..",
    "dev.initlint.symbol..",
    "dev.initlint.law..",
    "dev.initlint.weight..",
    "dev.initlint.shape..",
    "dev.initlint.gaussian..",
    "dev.initlint.moment..",
    "dev.initlint.op..",
    "dev.initlint.unit..",
    "dev.initlint.propagate..",
    "dev.initlint.finding..",
    "dev.initlint.source..",
    "dev.initlint.training..",
    "dev.initlint.constant.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(at -> !at.contains("testkit"))
          .importPackages("dev.initlint");

  @Test
  void layers() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("analyzer")
        .definedBy(ANALYZER)
        .layer("stored")
        .definedBy("dev.initlint.stored..")
        .layer("onnx")
        .definedBy("dev.initlint.onnx..")
        .layer("javasource")
        .definedBy("dev.initlint.javasource..")
        .layer("hub")
        .definedBy("dev.initlint.hub..")
        .layer("rules")
        .definedBy("dev.initlint.rules..")
        .layer("verify")
        .definedBy("dev.initlint.verify..")
        .layer("report")
        .definedBy("dev.initlint.report..")
        .layer("engine")
        .definedBy("dev.initlint.engine..")
        .layer("cli")
        .definedBy("dev.initlint.cli..")
        .layer("maven")
        .definedBy("dev.initlint.maven..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("maven")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("cli", "maven")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli", "maven")
        .whereLayer("stored")
        .mayOnlyBeAccessedByLayers("onnx", "hub")
        .whereLayer("onnx")
        .mayOnlyBeAccessedByLayers("engine", "cli")
        .whereLayer("javasource")
        .mayOnlyBeAccessedByLayers("engine", "cli")
        .whereLayer("hub")
        .mayOnlyBeAccessedByLayers("engine", "cli")
        .whereLayer("rules")
        .mayOnlyBeAccessedByLayers("engine")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("engine", "cli")
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  /** A package can be read, and moved, without those that are built on it. */
  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.initlint.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void theAnalyzerNeedsNothingButTheJdkAndHipparchus() {
    classes()
        .that(resideInAnyPackage(ANALYZER))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ANALYZER).or(resideInAnyPackage("java..", "org.hipparchus..")))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesTheStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.initlint.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void theClassesAreThereToBeJudged() {
    assertThat(CLASSES.that(resideInAnyPackage(ANALYZER))).hasSizeGreaterThan(20);
    assertThat(CLASSES.that(resideInAnyPackage("dev.initlint.report.."))).isNotEmpty();
    assertThat(CLASSES.that(alwaysTrue()))
        .anyMatch(c -> c.getPackageName().equals("dev.initlint.cli"));
  }
}
