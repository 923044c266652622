package dev.initlint.engine;

import java.util.regex.Pattern;

/** Patterns of names, in which a star stands for any characters, since names know no folders. */
public record Glob(Pattern pattern) {

  /** As {@code b.*.softmax}; a question mark stands for one character. */
  public static Glob of(String text) {
    StringBuilder regex = new StringBuilder();
    for (char c : text.toCharArray()) {
      regex.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  /** Whether it is about a name; about none where that is null. */
  public boolean matches(String name) {
    return name != null && pattern.matcher(name).matches();
  }
}
