/** Composite units of a model, found by walking what was propagated: attention, norms, streams. */
package dev.initlint.unit;
