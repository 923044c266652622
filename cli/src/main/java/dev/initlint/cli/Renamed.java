package dev.initlint.cli;

import dev.initlint.finding.CheckResult;

/** Results under another path: standard input is analysed in a temporary file. */
final class Renamed {
  private Renamed() {}

  static CheckResult to(String path, CheckResult result) {
    if (result instanceof CheckResult.Unreadable u) {
      return new CheckResult.Unreadable(path, u.offset(), u.reason());
    }
    if (result instanceof CheckResult.Failed f) {
      return new CheckResult.Failed(path, f.reason());
    }
    CheckResult.Checked c = (CheckResult.Checked) result;
    return new CheckResult.Checked(
        path,
        c.atInitialisation(),
        c.verdict(),
        c.findings().stream().map(f -> f.at(f.location().in(path))).toList(),
        c.coverage(),
        c.remarks());
  }
}
