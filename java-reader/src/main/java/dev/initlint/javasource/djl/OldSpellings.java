package dev.initlint.javasource.djl;

import java.util.Map;

/** Names that DJL had before version 0.9, by those it has now. */
final class OldSpellings {
  private static final Map<String, String> SETTERS =
      Map.of(
          "setNumFilters", "setFilters",
          "setKernel", "setKernelShape",
          "optPad", "optPadding",
          "optDilate", "optDilation",
          "optNumGroups", "optGroups",
          "setOutChannels", "setUnits",
          "setNumStackedLayers", "setNumLayers");

  private OldSpellings() {}

  /** The present name of a builder's method. */
  static String setter(String name) {
    return SETTERS.getOrDefault(name, name);
  }

  /** The present name of a class, as {@code Conv2d} for {@code Conv2D}. */
  static String type(String name) {
    return name.startsWith("Conv") && name.length() > 5 && name.charAt(5) == 'D'
        ? name.substring(0, 5) + "d" + name.substring(6)
        : name;
  }

  /** The present name of a static method, as {@code maxPool2dBlock} for {@code maxPool2DBlock}. */
  static String method(String name) {
    return name.replaceFirst("Pool([123])D", "Pool$1d");
  }
}
