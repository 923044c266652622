/** Reporters: pure functions from findings and figures to text and JSON. */
package dev.initlint.report;
