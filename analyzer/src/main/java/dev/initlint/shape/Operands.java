package dev.initlint.shape;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import java.util.Arrays;
import java.util.List;

/** One node with what is known of its inputs, as the rules of this package ask for it. */
final class Operands {
  private final Node node;
  private final List<Inferred> inputs;

  /**
   * @param inputs one per input of the node; null where it is absent
   */
  Operands(Node node, List<Inferred> inputs) {
    this.node = node;
    this.inputs = inputs;
  }

  Node node() {
    return node;
  }

  int opset() {
    return node.opset() == 0 ? Integer.MAX_VALUE : node.opset();
  }

  Attributes attributes() {
    return node.attributes();
  }

  int size() {
    return inputs.size();
  }

  boolean has(int i) {
    return i < inputs.size() && inputs.get(i) != null;
  }

  /** Whether input {@code i} is present and its extents are known. */
  boolean knows(int i) {
    return has(i) && inputs.get(i) instanceof Inferred.Known;
  }

  Inferred.Known known(int i) {
    if (!has(i)) {
      throw new IllegalArgumentException(node.op() + " lacks its input " + i);
    }
    if (inputs.get(i) instanceof Inferred.Unknown u) {
      throw new NotInferable(node.input(i), u);
    }
    return (Inferred.Known) inputs.get(i);
  }

  long[] dims(int i) {
    return known(i).dims();
  }

  int rank(int i) {
    return known(i).rank();
  }

  /** Extents of an input that must have the given rank. */
  long[] dims(int i, int rank) {
    long[] dims = dims(i);
    if (dims.length != rank) {
      throw new IllegalArgumentException(
          node.op() + " needs rank " + rank + " and got " + Extents.text(dims));
    }
    return dims;
  }

  /** Whether the elements of every present input follow from constants. */
  boolean allFoldable() {
    for (int i = 0; i < size(); i++) {
      if (has(i) && (!knows(i) || known(i).fold() == null)) {
        return false;
      }
    }
    return true;
  }

  ElementType type(int i) {
    return knows(i) ? known(i).type() : ElementType.UNDEFINED;
  }

  /** Whether input {@code i} is present with elements that can be computed. */
  boolean isConstant(int i) {
    return knows(i) && known(i).constant() != null;
  }

  Array constant(int i) {
    Inferred.Known k = known(i);
    Array a = k.constant();
    if (a == null) {
      throw new IllegalArgumentException(
          node.op() + " needs the elements of " + node.input(i) + ": " + k.whyNotConstant());
    }
    return a;
  }

  /** The elements of a constant that must hold integers. */
  long[] integers(int i) {
    Array a = constant(i);
    if (a.type().isReal()) {
      throw new IllegalArgumentException(node.op() + " needs integers in " + node.input(i));
    }
    return a.toLongs();
  }

  /** The only element of a constant. */
  double scalar(int i) {
    Array a = constant(i);
    if (a.size() != 1) {
      throw new IllegalArgumentException(
          node.op() + " needs one element in " + node.input(i) + ", not " + a.size());
    }
    return a.at(0);
  }

  /** Integers from an attribute (older opsets), else from input {@code i}, else null. */
  long[] integers(String attribute, int i) {
    long[] stated = attributes().integers(attribute);
    return stated != null ? stated : has(i) ? integers(i) : null;
  }

  /** Integers from an attribute (older opsets), else from input {@code i}, which must be there. */
  long[] required(String attribute, int i) {
    long[] found = integers(attribute, i);
    if (found == null) {
      throw new IllegalArgumentException(node.op() + " does not state its " + attribute);
    }
    return found;
  }

  int axis(String attribute, long otherwise, int rank) {
    return Extents.axis(attributes().integer(attribute, otherwise), rank);
  }

  /** A list attribute of a stated length; all {@code otherwise} when absent. */
  long[] perAxis(String attribute, int n, long otherwise) {
    long[] stated = attributes().integers(attribute);
    if (stated == null) {
      long[] all = new long[n];
      Arrays.fill(all, otherwise);
      return all;
    }
    if (stated.length != n) {
      throw new IllegalArgumentException(
          node.op() + "'s " + attribute + " has " + stated.length + " entries, not " + n);
    }
    return stated.clone();
  }
}
