package dev.initlint.verify.engine;

/**
 * A node that could not be run, and so nothing downstream of it.
 *
 * @param downstream how many nodes were left out because of it
 */
public record NotRun(String op, String node, String reason, int downstream) {}
