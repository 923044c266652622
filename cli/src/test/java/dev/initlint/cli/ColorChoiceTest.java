package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColorChoiceTest {

  @Test
  void autoFollowsTheConventions() {
    assertThat(ColorChoice.AUTO.colours(true, Map.of())).isTrue();
    assertThat(ColorChoice.AUTO.colours(false, Map.of())).isFalse();
    assertThat(ColorChoice.AUTO.colours(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(ColorChoice.AUTO.colours(true, Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(ColorChoice.AUTO.colours(true, Map.of("CLICOLOR", "0"))).isFalse();
    assertThat(ColorChoice.AUTO.colours(false, Map.of("CLICOLOR_FORCE", "1"))).isTrue();
    assertThat(ColorChoice.AUTO.colours(false, Map.of("CLICOLOR_FORCE", "0"))).isFalse();
  }

  @Test
  void theUserDecidesOtherwise() {
    assertThat(ColorChoice.ALWAYS.colours(false, Map.of("NO_COLOR", "1"))).isTrue();
    assertThat(ColorChoice.NEVER.colours(true, Map.of("CLICOLOR_FORCE", "1"))).isFalse();
  }
}
