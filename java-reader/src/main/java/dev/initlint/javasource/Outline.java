package dev.initlint.javasource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the characters of a Java file tell without a syntax tree, at a small part of the cost of
 * parsing. Comments and literals are passed over.
 *
 * @param packageName empty for none
 * @param declared simple names of the types at the top level
 * @param named every capitalised identifier, whatever it means
 * @param packages packages of which a type is imported or named in full
 * @param extended simple names of the types that classes extend
 * @param program whether a method is called {@code main}
 * @param balanced whether every bracket that opens is closed, and the file is of a size and depth
 *     that can be parsed
 */
record Outline(
    String packageName,
    List<String> declared,
    Set<String> named,
    Set<String> packages,
    Set<String> extended,
    boolean program,
    boolean balanced) {

  static Outline of(String text) {
    return text.length() > SourceParser.CHARACTERS
        ? new Outline("", List.of(), Set.of(), Set.of(), Set.of(), false, false)
        : new Scan(text).outline();
  }

  /** One pass over a text. */
  private static final class Scan {
    private static final Set<String> DECLARING = Set.of("class", "interface", "enum", "record");
    private static final String SUPERTYPE = "extends";

    private final String text;
    private final List<String> declared = new ArrayList<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final Set<String> extended = new HashSet<>();
    private String packageName = "";
    private boolean program;
    private boolean balanced = true;
    private int depth;

    /** Braces, parentheses and square brackets that are open. */
    private final int[] open = new int[3];

    private int at;
    private String before = "";

    Scan(String text) {
      this.text = text;
    }

    Outline outline() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '/' && starts("//")) {
          to("\n", 2);
        } else if (c == '/' && starts("/*")) {
          to("*/", 2);
        } else if (c == '"' && starts("\"\"\"")) {
          quoted("\"\"\"");
        } else if (c == '"' || c == '\'') {
          quoted(String.valueOf(c));
        } else if (Character.isJavaIdentifierStart(c)) {
          word();
        } else if (Character.isDigit(c)) {
          number();
        } else {
          bracket(c);
          if (c == '*') {
            qualified(at);
          }
          at++;
        }
      }
      return new Outline(
          packageName, declared, named, packages, extended, program, balanced && depth == 0);
    }

    private boolean starts(String mark) {
      return text.startsWith(mark, at);
    }

    private void to(String end, int from) {
      int found = text.indexOf(end, at + from);
      balanced &= found >= 0 || end.equals("\n");
      at = found < 0 ? text.length() : found + end.length();
    }

    /** Passes over a literal; one that does not end on its line is a fault. */
    private void quoted(String mark) {
      boolean block = mark.length() > 1;
      at += mark.length();
      while (at < text.length() && !starts(mark)) {
        char c = text.charAt(at);
        if (c == '\n' && !block) {
          balanced = false;
          return;
        }
        at += c == '\\' ? 2 : 1;
      }
      balanced &= at < text.length();
      at += mark.length();
    }

    private void number() {
      while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
        at++;
      }
    }

    private void bracket(char c) {
      int opened = "{([".indexOf(c);
      int closed = "})]".indexOf(c);
      if (opened >= 0) {
        open[opened]++;
        balanced &= ++depth <= SourceParser.NESTING;
      } else if (closed >= 0) {
        balanced &= --open[closed] >= 0;
        depth--;
      }
    }

    private void word() {
      int start = at;
      while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
        at++;
      }
      boolean type = Character.isUpperCase(text.charAt(start));
      boolean declares = depth == 0 && DECLARING.contains(before);
      if (!type && !declares && !mayMatter(text.charAt(start))) {
        before = before.equals(SUPERTYPE) && qualifies() ? before : "";
        return;
      }
      String word = text.substring(start, at);
      if (type) {
        named.add(word);
        qualified(start);
      }
      if (declares) {
        declared.add(word);
      }
      boolean parent = before.equals(SUPERTYPE);
      if (parent && type) {
        extended.add(word);
      }
      before = parent && qualifies() ? before : word.equals("implements") ? SUPERTYPE : word;
      if (word.equals("package") && depth == 0 && packageName.isEmpty()) {
        int end = text.indexOf(';', at);
        packageName = end < 0 ? "" : text.substring(at, end).replaceAll("\\s+", "");
        at = end < 0 ? text.length() : end;
      }
      program |= word.equals("main") && opens();
    }

    /** Notes the package that stands before a type or an asterisk. */
    private void qualified(int end) {
      int start = end;
      while (start > 0
          && (text.charAt(start - 1) == '.' || isPackagePart(text.charAt(start - 1)))) {
        start--;
      }
      if (end - start > 1 && text.charAt(end - 1) == '.' && text.charAt(start) != '.') {
        packages.add(text.substring(start, end - 1));
      }
    }

    private static boolean isPackagePart(char c) {
      return Character.isJavaIdentifierPart(c) && !Character.isUpperCase(c);
    }

    /** The first letters of the words that are looked for. */
    private static boolean mayMatter(char first) {
      return first == 'p'
          || first == 'c'
          || first == 'i'
          || first == 'e'
          || first == 'r'
          || first == 'm';
    }

    private boolean opens() {
      int i = at;
      while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
        i++;
      }
      return i < text.length() && text.charAt(i) == '(';
    }

    /** Whether what was just read is only the start of a dotted name. */
    private boolean qualifies() {
      return at < text.length() && text.charAt(at) == '.';
    }
  }
}
