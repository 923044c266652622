/**
 * Runs a graph forward and backward for real and measures what the analyzer predicts. Start at
 * {@link dev.initlint.verify.measure.Verification}.
 */
package dev.initlint.verify;
