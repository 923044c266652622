package dev.initlint.weight;

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
      return vote.initial("is " + Names.number(f.min()) + " throughout");
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
    Shape shape = shapeOf(s);
    if (shape == null) {
      String kurtosis = Names.number(s.kurtosis());
      return changed("has excess kurtosis " + kurtosis + ", which no usual law has");
    }
    if (!s.isCentred() && shape != Shape.UNIFORM) {
      return changed("has mean " + Names.number(s.mean()) + " at std " + Names.number(s.std()));
    }
    if (m != null && !m.rowSpread().isThatOfDraws()) {
      return changed("has rows of uneven size");
    }
    if (m != null && !m.columnSpread().isThatOfDraws()) {
      return changed("has columns of uneven size");
    }
    return initial("looks like a " + shape.adjective() + " draw");
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

  private Vote abstains(String why) {
    return new Vote(name, Ballot.ABSTAINS, kind, why);
  }
}
