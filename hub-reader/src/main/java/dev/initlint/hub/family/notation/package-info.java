/**
 * The notation that families are written in: text to syntax trees, and nothing of what they mean.
 */
package dev.initlint.hub.family.notation;
