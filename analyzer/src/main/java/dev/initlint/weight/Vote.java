package dev.initlint.weight;

import dev.initlint.law.LawNames;

/**
 * What one tensor says of whether its model has been trained.
 *
 * @param name of the tensor
 * @param reason one clause, without the name
 */
public record Vote(String name, Ballot ballot, Kind kind, String reason) {

  /** The statement. */
  public enum Ballot {
    /** As an initialiser leaves it. */
    INITIAL,
    /** As no usual initialiser leaves it. */
    CHANGED,
    /** Says nothing. */
    ABSTAINS
  }

  /** Matrices and vectors vote apart, since training shows differently in them. */
  public enum Kind {
    MATRIX,
    VECTOR
  }

  /** Fewer entries than this say too little of a matrix. */
  private static final int LARGE = 512;

  /** Fewer entries than this say too little of a vector. */
  private static final int LONG = 16;

  /** Training moves no mean of normal entries so many deviations off; a mistyped law does. */
  private static final double FAR = 0.5;

  /** Log-likelihood by which a vector must look more uniform than normal. */
  private static final double CLEAR = 3;

  static Vote of(NamedFacts tensor) {
    WeightFacts f = tensor.facts();
    boolean vector =
        switch (tensor.role()) {
          case BIAS, GAIN -> true;
          default -> f.matrix() == null;
        };
    Kind kind = vector ? Kind.VECTOR : Kind.MATRIX;
    Vote vote = new Vote(tensor.name(), Ballot.ABSTAINS, kind, "");
    if (f.count() < 2) {
      return vote.abstains("is a single number");
    }
    if (tensor.role() == NamedFacts.Role.TABLE) {
      return vote.abstains("is a table");
    }
    if (f.nans() > 0) {
      return vote.abstains("holds NaN");
    }
    if (f.allEqual()) {
      return vote.initial("is " + LawNames.number(f.min()) + " throughout");
    }
    String structure = Structure.of(f);
    if (structure != null) {
      return vote.abstains(structure);
    }
    return vector ? vote.ofVector(f) : vote.ofMatrix(f);
  }

  private Vote ofMatrix(WeightFacts f) {
    MatrixFacts m = f.matrix();
    if (m != null && m.identity()) {
      return initial("is the identity");
    }
    if (m != null && LawRecognition.isOrthogonal(m)) {
      return initial("is orthogonal");
    }
    if (m != null && (m.rowsEqual() || m.columnsEqual())) {
      return abstains("repeats one vector");
    }
    Sample s = Sample.of(f);
    if (s.n() < LARGE) {
      return abstains("has only " + s.n() + " entries");
    }
    if (isScaledByChannel(f)) {
      return initial("looks like a draw with a factor for each channel, as a folded norm leaves");
    }
    Shape shape = shapeOf(s);
    if (shape == null) {
      String kurtosis = LawNames.number(s.kurtosis());
      return changed("has excess kurtosis " + kurtosis + ", which no usual law has");
    }
    boolean slipped = Math.abs(s.mean()) > FAR * s.std();
    if (!s.isCentred() && shape != Shape.UNIFORM && !slipped) {
      return changed(
          "has mean " + LawNames.number(s.mean()) + " at std " + LawNames.number(s.std()));
    }
    if (m != null && !m.rowSpread().isThatOfDraws()) {
      return changed("has rows of uneven size");
    }
    if (m != null && !m.columnSpread().isThatOfDraws()) {
      return changed("has columns of uneven size");
    }
    return initial("looks like a " + shape.adjective() + " draw");
  }

  /**
   * Whether the entries of a kernel are draws of one law, each output channel times a factor of its
   * own, as a batch norm with random gains leaves that was folded into it. With r the mean square
   * of a channel, u = E[r²]/E[r]² and κ = E[x⁴]/E[x²]² of the law, that of the kernel is κ·u, and
   * the mean squares along the other axes vary as √((κ − 1)·u/(κ·u − 1)) of what they would without
   * factors. In trained kernels entries vary in size along all axes.
   */
  public static boolean isScaledByChannel(WeightFacts f) {
    MatrixFacts m = f.matrix();
    if (m == null || f.dims().size() < 3 || m.zeroRows() > 0 || f.finite() < f.count()) {
      return false;
    }
    Sample s = Sample.of(f);
    if (s.n() < LARGE || !s.isCentred() || m.rowSpread().isThatOfDraws()) {
      return false;
    }
    return isScaled(f, m, 3) || isScaled(f, m, 1.8);
  }

  /** The same for a law of one kurtosis: 3 of a normal draw, 1.8 of a uniform one. */
  private static boolean isScaled(WeightFacts f, MatrixFacts m, double kurtosis) {
    Spread rows = m.rowSpread();
    Spread columns = m.columnSpread();
    double u = (1 + rows.relativeStd() * rows.relativeStd()) / (1 + (kurtosis - 1) / rows.length());
    double peaked = (f.excessKurtosis() + 3) / u;
    double even = Math.sqrt((kurtosis - 1) * u / (kurtosis * u - 1));
    return Math.abs(peaked - kurtosis) <= Shape.LIMIT * Math.sqrt(24.0 / f.count()) * u
        && Math.abs(columns.ratio() / even - 1)
            <= Shape.LIMIT * columns.ratioError() * Math.sqrt(u);
  }

  private static Shape shapeOf(Sample s) {
    for (Shape shape : Shape.values()) {
      if (shape.fits(s)) {
        return shape;
      }
    }
    return null;
  }

  /**
   * Frameworks leave biases and gains constant, or uniform. A normal vector may be a learned query
   * or class token as well as a trained bias.
   */
  private Vote ofVector(WeightFacts f) {
    Sample s = Sample.of(f);
    if (s.n() < LONG) {
      return abstains("has only " + s.n() + " entries");
    }
    boolean uniform = Shape.UNIFORM.fits(s);
    double lead =
        Shape.UNIFORM.logLikelihood(Shape.UNIFORM.fittedVariance(s), s.aboutMean())
            - Shape.NORMAL.logLikelihood(s.variance(), s.aboutMean());
    if (uniform && lead > CLEAR) {
      return initial("looks like a uniform draw");
    }
    if (!uniform && s.isCentred() && Shape.NORMAL.fits(s)) {
      return abstains("could be drawn or trained");
    }
    return uniform && s.isCentred()
        ? abstains("is too short to tell")
        : changed("is neither constant nor uniform");
  }

  private Vote initial(String why) {
    return new Vote(name, Ballot.INITIAL, kind, why);
  }

  private Vote changed(String why) {
    return new Vote(name, Ballot.CHANGED, kind, why);
  }

  /** The same vote, withdrawn. */
  Vote withdrawn(String why) {
    return abstains(why);
  }

  private Vote abstains(String why) {
    return new Vote(name, Ballot.ABSTAINS, kind, why);
  }
}
