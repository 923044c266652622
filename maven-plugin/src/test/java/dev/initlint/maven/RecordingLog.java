package dev.initlint.maven;

import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/** Keeps what is logged. */
final class RecordingLog extends SystemStreamLog {
  private final List<String> log;

  RecordingLog(List<String> log) {
    this.log = log;
  }

  @Override
  public void info(CharSequence content) {
    log.add("INFO " + content);
  }

  @Override
  public void warn(CharSequence content) {
    log.add("WARN " + content);
  }

  @Override
  public void error(CharSequence content) {
    log.add("ERROR " + content);
  }
}
