package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Lanes;
import dev.initlint.verify.tensor.MatrixProduct;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;

/** What a run computes with. */
public record Machine(Arena arena, Workers workers, MatrixProduct products, Lanes lanes)
    implements AutoCloseable {

  /** Native products where they load, and plain loops, on {@code threads} threads. */
  public static Machine of(Arena.Precision precision, int threads, long memory) {
    return of(precision, threads, memory, Lanes.plain());
  }

  /** The same with a choice of loops. */
  public static Machine of(Arena.Precision precision, int threads, long memory, Lanes lanes) {
    Workers workers = new Workers(threads);
    return new Machine(new Arena(precision, memory), workers, MatrixProduct.best(workers), lanes);
  }

  /** Computes nothing and counts buffers. */
  public static Machine rehearsal(Arena.Precision precision) {
    Workers idle = Workers.idle();
    return new Machine(Arena.rehearsal(precision), idle, MatrixProduct.idle(idle), Lanes.plain());
  }

  /** to = to + from, element by element. */
  public void add(Tensor from, Tensor to) {
    int[] flat = {to.size()};
    Kernel.SUM.evaluate(this, to.view(flat), from.view(flat), to.view(flat));
  }

  /** What computes, as it is reported to the user. */
  public String kernels() {
    return products.name() + ", sums and exponentials by " + lanes.name();
  }

  @Override
  public void close() {
    workers.close();
  }
}
