/**
 * Operators of ONNX, forward and backward next to each other, one family per file. The semantics
 * are those of the operator specification (onnx/docs/Operators.md); gradients are exact
 * derivatives.
 */
package dev.initlint.verify.op;
