package dev.initlint.stored;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Files that are kept open to be read on. What is read has no end that anybody tells, so the eldest
 * is closed where there are more than {@value #MOST}; its bytes are mapped as well.
 */
final class OpenFiles {
  private static final int MOST = 32;

  private static final Deque<FileChannel> KEPT = new ArrayDeque<>();

  private OpenFiles() {}

  static synchronized void keep(FileChannel channel) throws IOException {
    KEPT.add(channel);
    if (KEPT.size() > MOST) {
      KEPT.remove().close();
    }
  }
}
