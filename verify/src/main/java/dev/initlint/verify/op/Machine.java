package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.MatrixProduct;
import dev.initlint.verify.tensor.Workers;

/** What a run computes with. */
public record Machine(Arena arena, Workers workers, MatrixProduct products)
    implements AutoCloseable {

  /** Native kernels where they load, on {@code threads} threads. */
  public static Machine of(Arena.Precision precision, int threads, long memory) {
    Workers workers = new Workers(threads);
    return new Machine(new Arena(precision, memory), workers, MatrixProduct.best(workers));
  }

  /** Computes nothing and counts buffers. */
  public static Machine rehearsal(Arena.Precision precision) {
    Workers idle = Workers.idle();
    return new Machine(Arena.rehearsal(precision), idle, MatrixProduct.idle(idle));
  }

  @Override
  public void close() {
    workers.close();
  }
}
