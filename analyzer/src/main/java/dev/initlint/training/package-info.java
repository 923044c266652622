/** How a model will be trained: what rules hold its first gradients and steps against. */
package dev.initlint.training;
