package dev.initlint.finding;

/** An operator, or a use of one, whose moments are not known, and how often it occurs. */
public record Unmodelled(String op, int count, String reason) {}
