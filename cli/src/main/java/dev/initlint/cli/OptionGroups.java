package dev.initlint.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** Options in a help text under headings, in place of one long list. */
final class OptionGroups {
  private static final String OTHERS = "Other options";

  private static final Map<String, List<String>> GROUPS = groups();

  private OptionGroups() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put(
        "What is checked",
        List.of("--since", "--skip-other-files", "--select", "--ignore", "--preview", "--model"));
    groups.put(
        "What counts",
        List.of(
            "--fail-on",
            "--min-known",
            "--not-at-initialisation",
            "--baseline",
            "--write-baseline",
            "--prune-baseline",
            "--config",
            "--isolated"));
    groups.put(
        "What the model is fed and how it is trained",
        List.of(
            "--dim",
            "--input",
            "--set",
            "--tokens",
            "--redraw",
            "--optimizer",
            "--lr",
            "--warmup-steps",
            "--clip",
            "--precision",
            "--label-smoothing",
            "--adam-epsilon"));
    groups.put(
        "What is printed, and where",
        List.of(
            "--format",
            "--output",
            "--verbose",
            "--notes",
            "--statistics",
            "--explain",
            "--all",
            "--block",
            "--slopes",
            "--width",
            "--color",
            "--strip-prefix",
            "--quiet",
            "--plot"));
    groups.put("Cures", List.of("--fix", "--unsafe-fixes", "--diff"));
    groups.put(
        "Work",
        List.of(
            "--jobs", "--timeout", "--cache", "--cache-dir", "--verify", "--seeds", "--threads"));
    groups.put("Help", List.of("--help", "--version"));
    return groups;
  }

  /** The heading of an option. */
  static String of(OptionSpec option) {
    for (Map.Entry<String, List<String>> group : GROUPS.entrySet()) {
      if (Arrays.stream(option.names()).anyMatch(group.getValue()::contains)) {
        return group.getKey();
      }
    }
    return OTHERS;
  }

  /** Has the help of a command show its options under headings. */
  static void into(CommandLine command) {
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    command.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, OptionGroups::text);
  }

  private static String text(Help help) {
    Map<String, List<OptionSpec>> found = new LinkedHashMap<>();
    GROUPS.keySet().forEach(heading -> found.put(heading, new ArrayList<>()));
    found.put(OTHERS, new ArrayList<>());
    help.commandSpec().options().stream()
        .filter(o -> !o.hidden())
        .forEach(o -> found.get(of(o)).add(o));
    StringBuilder text = new StringBuilder();
    boolean few = help.commandSpec().options().size() < 8;
    found.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            text.append(few ? "" : System.lineSeparator() + heading + ":" + System.lineSeparator());
            Help.Layout layout = help.createDefaultLayout();
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(layout);
          }
        });
    return text.toString();
  }
}
