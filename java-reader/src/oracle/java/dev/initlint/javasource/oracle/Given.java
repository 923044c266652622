package dev.initlint.javasource.oracle;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What a network is measured on, and how often it is drawn. */
@Retention(RetentionPolicy.RUNTIME)
@interface Given {
  /** Extents of the input, the batch first, as the library lays them out. */
  long[] value();

  /** Number of rows of the table that the input's whole numbers stand for; 0 for N(0, 1) inputs. */
  int tokens() default 0;

  /** Whether layers act as in training; what is dropped there is not part of the predictions. */
  boolean training() default true;

  /** Number of times that weights and inputs are drawn. */
  int draws() default 24;
}
