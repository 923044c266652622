package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are replaced as a whole, and only if they are what was read. */
class SourceRewriteTest {
  @TempDir Path folder;

  @Test
  void aFileIsReplaced() throws IOException {
    Path a = Files.writeString(folder.resolve("A.java"), "old");

    SourceRewrite.write(List.of(change(a, "old", "new")));

    assertThat(a).hasContent("new");
    assertThat(Files.list(folder)).containsExactly(a);
  }

  @Test
  void aFileThatHasChangedSinceStopsAll() throws IOException {
    Path a = Files.writeString(folder.resolve("A.java"), "old");
    Path b = Files.writeString(folder.resolve("B.java"), "of somebody else");

    assertThatThrownBy(
            () -> SourceRewrite.write(List.of(change(a, "old", "new"), change(b, "old", "new"))))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "cannot fix "
                + b
                + ": it has changed since it was read; run again; nothing was changed");
    assertThat(a).hasContent("old");
    assertThat(b).hasContent("of somebody else");
  }

  @Test
  void aFileThatIsGoneStopsAll() {
    Path a = folder.resolve("A.java");

    assertThatThrownBy(() -> SourceRewrite.write(List.of(change(a, "old", "new"))))
        .isInstanceOf(SettingsException.class)
        .hasMessage("cannot fix " + a + ": it is no longer there; nothing was changed");
    assertThat(a).doesNotExist();
  }

  private static Fixes.Change change(Path file, String before, String after) {
    return new Fixes.Change(file, before.getBytes(), after.getBytes());
  }
}
