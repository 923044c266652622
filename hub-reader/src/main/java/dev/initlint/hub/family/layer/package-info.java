/** Layers and operators that families are made of, and how each is written into a graph. */
package dev.initlint.hub.family.layer;
