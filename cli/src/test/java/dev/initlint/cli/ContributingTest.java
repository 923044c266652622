package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md shows of the code stands in the code. */
class ContributingTest {
  private static final Pattern QUOTE =
      Pattern.compile("<!-- from (\\S+) -->\\s*```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyJavaBlockStandsInTheFileThatItNames() throws IOException {
    String guide = Files.readString(Shell.root().resolve("CONTRIBUTING.md"));
    List<MatchResult> quotes = QUOTE.matcher(guide).results().toList();
    assertThat(quotes).hasSameSizeAs(Pattern.compile("```java").matcher(guide).results().toList());
    assertThat(quotes).isNotEmpty();
    for (MatchResult quote : quotes) {
      String source = Files.readString(Shell.root().resolve(quote.group(1)));
      assertThat(unindented(source)).as(quote.group(1)).contains(unindented(quote.group(2)));
    }
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }
}
