package dev.initlint.cli;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;

/** Results under another path: standard input is analysed in a temporary file. */
final class Renamed {
  private Renamed() {}

  static CheckResult to(String path, CheckResult result) {
    if (result instanceof CheckResult.Unreadable u) {
      return new CheckResult.Unreadable(path, u.offset(), u.reason());
    }
    CheckResult.Checked c = (CheckResult.Checked) result;
    return new CheckResult.Checked(
        path,
        c.atInitialisation(),
        c.verdict(),
        c.findings().stream().map(f -> to(path, f)).toList(),
        c.unknown(),
        c.modelledShare(),
        c.remarks());
  }

  private static Finding to(String path, Finding f) {
    Location at = f.location();
    return new Finding(
        f.rule(),
        f.name(),
        f.severity(),
        f.message(),
        f.cause(),
        new Location(path, at.node(), at.value(), at.parameter(), at.line(), at.column()),
        f.prediction(),
        f.formula(),
        f.derivation(),
        f.fix(),
        f.references());
  }
}
