package dev.initlint.hub.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.initlint.finding.Fix;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Gives a field of a configuration another value, touching no other character of the file. */
public final class FieldEdit {
  /** How far a number that is easier to read may be from the one that is meant. */
  private static final double ROUND = 0.01;

  private FieldEdit() {}

  /**
   * The edit that sets a field.
   *
   * @param value as JSON spells it
   * @return empty where the file has no object to put the field into
   */
  public static Optional<Fix.Edit> of(Configuration c, String pointer, String value) {
    Optional<Place> stated = c.place(pointer);
    if (stated.isPresent()) {
      Place p = stated.get();
      return Optional.of(new Fix.Edit(c.path(), p.start(), p.end(), value));
    }
    int slash = pointer.lastIndexOf('/');
    String parent = pointer.substring(0, slash);
    Optional<Place> around = c.place(parent);
    if (around.isEmpty() || !(c.at(parent) instanceof ObjectNode object)) {
      return Optional.empty();
    }
    int at = around.get().start() + 1;
    String field = '"' + pointer.substring(slash + 1) + "\": " + value;
    int key = c.text().indexOf('"', at);
    String text = object.isEmpty() ? field : c.text().substring(at, key) + field + ",";
    return Optional.of(new Fix.Edit(c.path(), at, at, text));
  }

  /** A number in as few digits as say it to one per cent. */
  public static String number(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 6; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (Math.abs(rounded.doubleValue() - value) <= ROUND * Math.abs(value)) {
        return spelled(rounded.doubleValue());
      }
    }
    return spelled(value);
  }

  /** As Python writes it: 12.0, 0.0078, 1e-06. */
  private static String spelled(double value) {
    double size = Math.abs(value);
    if (size >= 1e-4 && size < 1e16) {
      String plain = new BigDecimal(Double.toString(value)).toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    return Double.toString(value).replace(".0E", "e").replace("E", "e");
  }
}
