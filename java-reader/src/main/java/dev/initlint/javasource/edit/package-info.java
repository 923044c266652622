/** Cures of a model spelled as text edits of the Java source that defines it. */
package dev.initlint.javasource.edit;
