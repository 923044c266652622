package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Node;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.MatrixProduct;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.SplittableRandom;

/** One execution of one node, from its forward to its backward pass. */
public final class Call {
  private final Node node;
  private final Machine machine;
  private final long seed;
  private final int[][] inputDims;
  private final boolean[] wanted;
  private Tensor[] inputs;
  private Tensor[] outputs;
  private boolean[] spare = {};
  private Object memo;

  /**
   * Starts an execution.
   *
   * @param inputs one per input of the node; null where an optional input is absent
   * @param wanted for which inputs a gradient is of use
   * @param seed of the randomness of this node, as in dropout
   */
  public Call(Node node, Machine machine, Tensor[] inputs, boolean[] wanted, long seed) {
    this.node = node;
    this.machine = machine;
    this.inputs = inputs;
    this.wanted = wanted;
    this.seed = seed;
    this.inputDims = new int[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      inputDims[i] = inputs[i] == null ? null : inputs[i].dims();
    }
  }

  public Node node() {
    return node;
  }

  public Attributes attributes() {
    return node.attributes();
  }

  /** Input {@code i}, or null when it is absent or was not kept. */
  public Tensor in(int i) {
    return i < inputs.length ? inputs[i] : null;
  }

  /**
   * Input {@code i}.
   *
   * @throws Operator.Unsupported if it is absent
   */
  public Tensor need(int i) {
    Tensor t = in(i);
    if (t == null) {
      throw new Operator.Unsupported("input " + i + " is absent");
    }
    return t;
  }

  /**
   * States which inputs nothing will read after this node, in either direction.
   *
   * @param last one entry per input
   */
  public void spare(boolean[] last) {
    spare = last;
  }

  /** True when a result of the shape of input {@code i} may be written over it. */
  public boolean isSpare(int i) {
    return i < spare.length && spare[i];
  }

  /**
   * A tensor of reals of the shape of input {@code i}, with undefined contents: the input itself
   * where it is spare. So an element may be written only when the same element was read.
   */
  public Tensor over(int i) {
    return isSpare(i) ? inputs[i].view(inputDims[i]) : arena().reals(inputDims[i]);
  }

  /** True when the node has input {@code i}. */
  public boolean has(int i) {
    return i < inputDims.length && inputDims[i] != null;
  }

  /** Shape of input {@code i}, known in the backward pass too. */
  public int[] dims(int i) {
    return inputDims[i];
  }

  /** Number of inputs, absent ones included. */
  public int arity() {
    return inputDims.length;
  }

  /** Output {@code i} in the backward pass, when the operator keeps outputs. */
  public Tensor out(int i) {
    return outputs[i];
  }

  /** True when a gradient of input {@code i} is of use. */
  public boolean wants(int i) {
    return i < wanted.length && wanted[i];
  }

  /** Something small that the backward pass needs, as the statistics of a norm. */
  public void remember(Object small) {
    memo = small;
  }

  /** What {@link #remember} was given. */
  public Object remembered() {
    return memo;
  }

  /** Randomness of this node in this run, from its start. */
  public SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  public Arena arena() {
    return machine.arena();
  }

  public Workers workers() {
    return machine.workers();
  }

  public MatrixProduct products() {
    return machine.products();
  }

  public Machine machine() {
    return machine;
  }

  /** Real inputs are dropped; integers and booleans stay. */
  public void forgetInputs() {
    Tensor[] rest = inputs.clone();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] != null && rest[i].isReal()) {
        rest[i] = null;
      }
    }
    inputs = rest;
  }

  /** The outputs the backward pass may read. */
  public void keepOutputs(Tensor[] kept) {
    outputs = kept;
  }

  /** Kept real tensors, for the engine to let go after the backward pass. */
  public Tensor[] keptOutputs() {
    return outputs;
  }

  /** All inputs that are still held. */
  public Tensor[] keptInputs() {
    return inputs;
  }
}
