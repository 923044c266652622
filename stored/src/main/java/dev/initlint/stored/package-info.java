/** Elements of tensors as they lie in files, whatever format says where they begin. */
package dev.initlint.stored;
