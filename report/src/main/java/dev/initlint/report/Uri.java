package dev.initlint.report;

import java.nio.charset.StandardCharsets;

/** Paths as references of RFC 3986. */
final class Uri {
  private static final String PLAIN = "-._~/!$&'()*+,;=@";

  private Uri() {}

  /** A relative reference, or a {@code file:} URI of an absolute path. */
  static String of(String path) {
    String slashed = path.replace('\\', '/');
    boolean drive = slashed.matches("[A-Za-z]:/.*");
    StringBuilder uri = new StringBuilder(drive ? "file:///" + slashed.substring(0, 2) : "");
    if (slashed.startsWith("/")) {
      uri.append("file://");
    }
    for (byte b : slashed.substring(drive ? 2 : 0).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (letter || PLAIN.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append(String.format("%%%02X", (int) c));
      }
    }
    return uri.toString();
  }
}
