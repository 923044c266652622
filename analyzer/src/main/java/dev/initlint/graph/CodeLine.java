package dev.initlint.graph;

/**
 * A line of a program.
 *
 * @param path as the exporter wrote it; most write it absolute
 * @param line from 1
 * @param function the function that the line is in, or null
 * @param text the line without its indentation, or null where it is not told
 */
public record CodeLine(String path, int line, String function, String text) {}
