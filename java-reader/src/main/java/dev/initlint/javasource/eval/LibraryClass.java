package dev.initlint.javasource.eval;

/**
 * A class that is not of the project: of a framework, or of the platform.
 *
 * @param origin who publishes it
 * @param name simple name, with enclosing types, as {@code ConvolutionLayer.Builder}
 */
public record LibraryClass(Origin origin, String name) {
  /** Publishers the reader tells apart. */
  public enum Origin {
    DJL,
    DL4J,
    TENSORFLOW,
    PLATFORM
  }

  /** A type nested in this one. */
  public LibraryClass nested(String inner) {
    return new LibraryClass(origin, name + "." + inner);
  }

  /** Last part of the name. */
  public String simpleName() {
    return SourceFile.lastPart(name);
  }

  /** The publisher of a qualified name. */
  private static Origin originOf(String qualified) {
    if (qualified.startsWith("ai.djl.")) {
      return Origin.DJL;
    }
    if (qualified.startsWith("org.deeplearning4j.") || qualified.startsWith("org.nd4j.")) {
      return Origin.DL4J;
    }
    return qualified.startsWith("org.tensorflow.") ? Origin.TENSORFLOW : Origin.PLATFORM;
  }

  /** The class of a qualified name; package parts start in lower case. */
  public static LibraryClass ofQualified(String qualified) {
    StringBuilder name = new StringBuilder();
    for (String part : qualified.split("\\.")) {
      if (!part.isEmpty() && (Character.isUpperCase(part.charAt(0)) || name.length() > 0)) {
        name.append(name.length() > 0 ? "." : "").append(part);
      }
    }
    return new LibraryClass(
        originOf(qualified), name.length() > 0 ? name.toString() : SourceFile.lastPart(qualified));
  }

  @Override
  public String toString() {
    return name;
  }
}
