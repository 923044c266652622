/** TensorFlow's Java binding: variables, drawn arrays and operations of {@code Ops}. */
package dev.initlint.javasource.tensorflow;
