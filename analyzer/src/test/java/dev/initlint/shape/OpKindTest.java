package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.OpKind;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of operators is complete, and holds none that nothing else knows. */
class OpKindTest {
  /** What readers write out, step by step. */
  private static final Set<String> UNROLLED = Set.of("Loop", "Scan");

  @Test
  void everyOperatorThatIsModelledIsOfAKind() {
    assertThat(modelled()).allSatisfy(op -> assertThat(OpKind.of(op)).isNotEqualTo(OpKind.OTHER));
  }

  @Test
  void everyOperatorOfAKindIsModelled() {
    Set<String> listed = new TreeSet<>();
    Arrays.stream(OpKind.values()).forEach(kind -> listed.addAll(kind.names()));
    listed.removeAll(UNROLLED);
    assertThat(modelled()).containsAll(listed);
  }

  private static Set<String> modelled() {
    Set<String> names = new TreeSet<>(dev.initlint.op.Operators.names());
    Operators.names().values().forEach(names::addAll);
    return names;
  }
}
