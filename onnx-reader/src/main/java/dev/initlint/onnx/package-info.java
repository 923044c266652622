/**
 * ONNX files as {@link dev.initlint.graph.Graph}s. A file passes through four stages: its messages
 * are walked where they lie and indexed ({@code ModelIndex} to {@code RawModel}); functions are
 * replaced by their bodies and nodes brought into order ({@code Functions}, {@code
 * SingleAssignment}, {@code Order}); weights are followed through operators that only rearrange
 * them ({@code WeightFlow}); what is left becomes the graph ({@code GraphBuilder}). Hostile files
 * end in one of these stages with an offset and a reason.
 */
package dev.initlint.onnx;
