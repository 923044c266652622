package dev.initlint.verify.agreement;

import java.util.function.Consumer;

/**
 * One graph on which prediction and measurement are held together.
 *
 * @param allowance relative difference that finite width may make beside the standard error
 */
record Case(String name, Net net, double allowance) {
  /** What a width of about 64 may move a second moment by: a few times 1/d. */
  private static final double WIDTH = 0.05;

  static Case of(String name, Consumer<Net> build) {
    return of(name, WIDTH, build);
  }

  static Case of(String name, double allowance, Consumer<Net> build) {
    Net net = new Net();
    build.accept(net);
    return new Case(name, net, allowance);
  }

  @Override
  public String toString() {
    return name;
  }
}
