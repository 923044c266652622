package dev.initlint.report;

/** Spells text in ASCII for terminals that have nothing else. */
final class Ascii {
  private static final String[][] SPELLINGS = {
    {"²", "^2"},
    {"³", "^3"},
    {"⁴", "^4"},
    {"√", "sqrt "},
    {"×", "x"},
    {"·", "*"},
    {"⋅", "*"},
    {"–", "-"},
    {"—", "-"},
    {"−", "-"},
    {"≈", "~"},
    {"≤", "<="},
    {"≥", ">="},
    {"≠", "!="},
    {"→", "->"},
    {"←", "<-"},
    {"∞", "inf"},
    {"Σ", "sum "},
    {"∂", "d"},
    {"…", "..."},
    {"±", "+-"},
    {"½", "1/2"},
    {"¼", "1/4"},
    {"ᵀ", "^T"},
    {"’", "'"},
    {"“", "\""},
    {"”", "\""},
    {"∝", "~"},
    {"α", "alpha"},
    {"β", "beta"},
    {"γ", "gamma"},
    {"ε", "eps"},
    {"λ", "lambda"},
    {"μ", "mu"},
    {"π", "pi"},
    {"ρ", "rho"},
    {"σ", "sigma"},
    {"τ", "tau"},
    {"φ", "phi"},
    {"Φ", "Phi"},
    {"₀", "_0"},
    {"₁", "_1"},
    {"₂", "_2"},
    {"⟨", "<"},
    {"⟩", ">"},
    {"‖", "||"},
    {"∈", "in"},
    {"∫", "integral of "},
    {"χ", "chi"},
    {"ˣ", "^x"},
    {"┤", "|"},
  };

  private Ascii() {}

  static String of(String text) {
    if (text.chars().allMatch(c -> c < 128)) {
      return text;
    }
    String spelt = text;
    for (String[] spelling : SPELLINGS) {
      spelt = spelt.replace(spelling[0], spelling[1]);
    }
    StringBuilder ascii = new StringBuilder(spelt.length());
    spelt
        .codePoints()
        .forEach(
            c -> {
              if (c < 128) {
                ascii.append((char) c);
              } else {
                ascii.append("\\u{").append(Integer.toHexString(c)).append('}');
              }
            });
    return ascii.toString();
  }
}
