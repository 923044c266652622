package dev.initlint.graph;

import java.nio.file.Path;

/**
 * Where the elements of a tensor lie in a file: one after the other, little-endian, in row-major
 * order, and as many as the tensor has.
 *
 * @param offset of the first byte
 */
public record StoredRun(Path file, long offset) {}
