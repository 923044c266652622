package dev.initlint.cli;

import dev.initlint.hub.family.Families;
import dev.initlint.hub.family.FamilyCard;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code initlint families}: the architectures that a configuration alone describes. */
@Command(
    name = "families",
    mixinStandardHelpOptions = true,
    description =
        "List the families of models whose config.json is read, with the fields each reads.")
final class FamiliesCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  private final Output output;

  @Option(names = "--names", description = "Print the values of model_type only, one a line.")
  boolean names;

  FamiliesCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<FamilyCard> cards = Families.standard().cards();
    output.write(
        null,
        out -> {
          for (FamilyCard card : cards) {
            if (names) {
              for (String type : card.modelTypes()) {
                out.append(type).append('\n');
              }
            } else {
              out.append(card.name()).append("  (").append(card.library()).append(")\n");
              wrapped(out, "  model_type: ", card.modelTypes());
              wrapped(out, "  fields: ", card.fields());
            }
          }
        });
    return ExitCode.CLEAN;
  }

  private static void wrapped(Appendable out, String label, List<String> words)
      throws java.io.IOException {
    StringBuilder line = new StringBuilder(label);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i) + (i + 1 < words.size() ? ", " : "");
      if (line.length() + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(" ".repeat(4));
      }
      line.append(word);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
