/**
 * Runs a graph forward and backward over the operators, with every buffer freed at its last use.
 */
package dev.initlint.verify.engine;
