/** Architectures as data: what a configuration of each family says of graph and initial laws. */
package dev.initlint.hub.family;
