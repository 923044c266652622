package dev.initlint.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Writes changed source files so that a reader sees the old file or the new one, never less. */
public final class SourceRewrite {
  private static final Set<PosixFilePermission> WRITE =
      Set.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private SourceRewrite() {}

  /**
   * Writes all of them, or none where one of them is not as it was read.
   *
   * @throws SettingsException in one sentence, if a file cannot be written
   */
  public static void write(List<Fixes.Change> changes) {
    for (Fixes.Change c : changes) {
      try {
        require(c);
      } catch (IOException e) {
        throw refusal(c, reason(e) + "; nothing was changed");
      }
    }
    for (int i = 0; i < changes.size(); i++) {
      try {
        replace(changes.get(i));
      } catch (IOException e) {
        String rest = i == 0 ? "nothing was changed" : i + " other changed before it";
        throw refusal(changes.get(i), reason(e) + "; " + rest);
      }
    }
  }

  private static SettingsException refusal(Fixes.Change c, String why) {
    return new SettingsException("cannot fix " + c.file() + ": " + why);
  }

  private static void require(Fixes.Change c) throws IOException {
    Path file = c.file();
    if (Files.isSymbolicLink(file)) {
      throw new IOException("it is a symbolic link; name the file it points to");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is no longer there");
    }
    if (!Files.isWritable(file) || isReadOnly(file)) {
      throw new IOException("it is read-only");
    }
    if (!Arrays.equals(Files.readAllBytes(file), c.before())) {
      throw new IOException("it has changed since it was read; run again");
    }
  }

  /** A file that nobody may write is left alone even by those who could. */
  private static boolean isReadOnly(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return view != null && view.readAttributes().permissions().stream().noneMatch(WRITE::contains);
  }

  private static void replace(Fixes.Change c) throws IOException {
    Path file = c.file();
    Path written = file.resolveSibling("." + file.getFileName() + "." + System.nanoTime());
    try {
      Files.write(written, c.after(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      PosixFileAttributeView view =
          Files.getFileAttributeView(written, PosixFileAttributeView.class);
      if (view != null) {
        view.setPermissions(Files.getPosixFilePermissions(file));
      }
      require(c);
      try {
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "its folder cannot be written";
    }
    if (e instanceof NoSuchFileException) {
      return "it is no longer there";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getMessage();
  }
}
