package dev.initlint.cli;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Silenced;

/** Results under another path: standard input is analysed in a temporary file. */
final class Renamed {
  private Renamed() {}

  static CheckResult to(String path, CheckResult result) {
    if (result instanceof CheckResult.Unreadable u) {
      // Only the name of the model was lost; its folder, where such data lies, was as well.
      return u.reason().startsWith("the external data")
          ? new CheckResult.Unreadable(
              path,
              -1,
              "a model with external data cannot be read from standard input; name the file")
          : new CheckResult.Unreadable(path, u.offset(), u.reason());
    }
    if (result instanceof CheckResult.Failed f) {
      return new CheckResult.Failed(path, f.reason());
    }
    CheckResult.Checked c = (CheckResult.Checked) result;
    return c.at(path)
        .with(
            c.findings().stream().map(f -> at(path, f)).toList(),
            c.remarks(),
            c.silenced().stream()
                .map(q -> new Silenced(at(path, q.finding()), q.by(), q.reason()))
                .toList());
  }

  private static Finding at(String path, Finding f) {
    return f.at(f.location().in(path))
        .alsoAt(f.also().stream().map(place -> place.in(path)).toList());
  }
}
