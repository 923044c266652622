package dev.initlint.hub.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a function is called: {@code x} stands for a value, {@code n} for a whole number above zero,
 * {@code number} and {@code law} for what they say, {@code n…} for any number of extents; what
 * stands in brackets may be left out.
 */
record Signature(String name, List<String> parameters, int least, Set<String> named, String text) {
  private static final double LARGEST = 1 << 24;

  /** From a text as {@code layernorm(x, [law], [eps=])}. */
  static Signature of(String text) {
    int open = text.indexOf('(');
    List<String> parameters = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>();
    int least = 0;
    for (String part : text.substring(open + 1, text.length() - 1).split(", ")) {
      String bare = part.replaceAll("[\\[\\]]", "");
      if (bare.endsWith("=")) {
        named.add(bare.substring(0, bare.length() - 1));
      } else {
        parameters.add(bare);
        least += part.startsWith("[") ? 0 : 1;
      }
    }
    return new Signature(text.substring(0, open), parameters, least, named, text);
  }

  /**
   * Throws what is wrong with arguments, if anything is.
   *
   * @throws Fault at the call or at the argument
   */
  void require(Term.Call call, List<Object> arguments) {
    boolean many = parameters.get(parameters.size() - 1).equals("n…");
    if (arguments.size() < least || !many && arguments.size() > parameters.size()) {
      throw new Fault(
          call.column(), "it is called as " + text + ", and here with " + arguments.size());
    }
    for (int i = 0; i < arguments.size(); i++) {
      String wanted = parameters.get(Math.min(i, parameters.size() - 1));
      String objection = objection(wanted, arguments.get(i));
      if (objection != null) {
        throw new Fault(call.arguments().get(i).column(), objection + ", as in " + text);
      }
    }
    for (Map.Entry<String, Double> given : call.named().entrySet()) {
      if (!named.contains(given.getKey())) {
        throw new Fault(call.column(), text + " has no " + given.getKey());
      }
    }
  }

  private static String objection(String wanted, Object given) {
    return switch (wanted) {
      case "number" -> given instanceof Double ? null : "a number is expected";
      case "law" -> given instanceof StatedLaw ? null : "a law, as normal(0, 0.02), is expected";
      case "n", "n…" ->
          given instanceof Double d && d >= 1 && d <= LARGEST && d == Math.rint(d)
              ? null
              : "a whole number from 1 to " + (long) LARGEST + " is expected";
      default -> given instanceof NetworkBuilder.Handle ? null : "a value is expected";
    };
  }
}
