/**
 * What source code says of a model beyond its graph: where its parts are written, what sets its
 * weights, how it is trained. Readers of source write it, rules read it.
 */
package dev.initlint.source;
