package dev.initlint.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.ConfigurationParser;
import java.util.List;
import java.util.Set;

/**
 * What holds for the fields of any configuration, whatever its family: sizes are whole and
 * positive, spreads are not negative, element types are those of PyTorch. Names are those that the
 * families of transformers 5.18 give them.
 */
final class FieldChecks {
  /** No extent of a model comes near; products of four still fit a double exactly enough. */
  private static final long LARGEST = 1_000_000_000L;

  private static final Set<String> SIZES =
      Set.of(
          "hidden_size",
          "d_model",
          "n_embd",
          "dim",
          "num_hidden_layers",
          "n_layer",
          "num_layers",
          "n_layers",
          "encoder_layers",
          "decoder_layers",
          "num_attention_heads",
          "n_head",
          "num_heads",
          "n_heads",
          "encoder_attention_heads",
          "decoder_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "d_kv",
          "intermediate_size",
          "d_ff",
          "ffn_dim",
          "n_inner",
          "encoder_ffn_dim",
          "decoder_ffn_dim",
          "vocab_size",
          "max_position_embeddings",
          "n_positions",
          "patch_size",
          "image_size",
          "num_channels",
          "num_experts",
          "num_local_experts",
          "state_size");

  /** Without these there is nothing to build; others mean their default where they are null. */
  private static final Set<String> NEEDED =
      Set.of("hidden_size", "d_model", "n_embd", "num_attention_heads", "n_head", "vocab_size");

  private static final List<String> SPREADS =
      List.of("initializer_range", "init_std", "initializer_factor", "init_xavier_std");

  private static final Set<String> DTYPES =
      Set.of(
          "float64",
          "float32",
          "float16",
          "bfloat16",
          "float",
          "double",
          "half",
          "auto",
          "float8_e4m3fn",
          "float8_e5m2",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "bool");

  private FieldChecks() {}

  /**
   * @throws BadField for the first field that can be of no model
   */
  static void require(Configuration c) {
    require(c, "", c.root());
  }

  private static void require(Configuration c, String at, JsonNode object) {
    for (var field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
      if (SIZES.contains(name)) {
        requireSize(name, pointer, value, at.isEmpty());
      } else if (SPREADS.contains(name)) {
        requireSpread(name, pointer, value);
      } else if (name.endsWith("eps") || name.endsWith("epsilon")) {
        requireEpsilon(name, pointer, value);
      } else if (name.equals("dtype") || name.equals("torch_dtype")) {
        requireType(name, pointer, value);
      } else if (value.isObject() && name.endsWith("_config") && at.isEmpty()) {
        require(c, pointer, value);
      }
    }
  }

  private static void requireSize(String name, String pointer, JsonNode value, boolean whole) {
    if (value.isNull() && whole && NEEDED.contains(name)) {
      throw new BadField(pointer, name + " is null; a whole number from 1 up is needed");
    }
    if (value.isNumber()) {
      boolean sound = value.canConvertToExactIntegral() && value.asDouble() >= 1;
      if (!sound) {
        throw new BadField(
            pointer, name + " is " + shown(value) + "; a whole number from 1 up is needed");
      }
      if (value.asDouble() > LARGEST) {
        throw new BadField(
            pointer, name + " is " + shown(value) + ", more than any model has; check its digits");
      }
    } else if (value.isTextual() || value.isBoolean()) {
      throw new BadField(
          pointer, name + " is " + shown(value) + "; a whole number from 1 up is needed");
    }
  }

  private static String shown(JsonNode value) {
    return ConfigurationParser.shown(value);
  }

  private static void requireSpread(String name, String pointer, JsonNode value) {
    boolean sound = value.isNull() || value.isNumber() && value.asDouble() >= 0;
    if (!sound) {
      throw new BadField(
          pointer, name + " is " + shown(value) + "; a spread is a number from 0 up");
    }
  }

  private static void requireEpsilon(String name, String pointer, JsonNode value) {
    if (!value.isNumber() || !(value.asDouble() >= 0)) {
      throw new BadField(
          pointer,
          name
              + " is "
              + shown(value)
              + "; what a norm adds under its root is a number from 0 up, as 1e-6");
    }
  }

  private static void requireType(String name, String pointer, JsonNode value) {
    boolean named = value.isTextual() && !DTYPES.contains(value.textValue().replace("torch.", ""));
    if (named) {
      throw new BadField(
          pointer,
          name
              + " "
              + ConfigurationParser.quoted(value.textValue())
              + " is no element type of PyTorch; write float32, float16 or bfloat16");
    }
  }
}
