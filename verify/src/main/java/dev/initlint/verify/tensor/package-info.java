/**
 * Storage and the few kernels everything else is built on: off-heap reals in float or double,
 * strided copies, matrix products, block-wise functions, a worker pool with fixed chunks.
 */
package dev.initlint.verify.tensor;
