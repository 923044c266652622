/** The safetensors format: tensors with a JSON header, in one file or in shards with an index. */
package dev.initlint.hub.safetensors;
