package dev.initlint.javasource.edit;

/**
 * An expression that names one class of a library.
 *
 * @param type qualified name of the class
 * @param template the expression with {@code $} where the class is named
 * @param sizeFree whether it says the same whatever the size of the weight
 */
record Phrase(String type, String template, boolean sizeFree) {
  /** The expression with the class as a file may name it. */
  String with(String name) {
    return template.replace("$", name);
  }
}
