/** Figures of one tensor, and their averages over draws. */
package dev.initlint.verify.measure;
