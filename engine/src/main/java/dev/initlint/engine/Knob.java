package dev.initlint.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A field of configurations that sets a size and nothing else, by the name that libraries give it
 * (transformers 5.18).
 *
 * @param field name of the field
 * @param reach what of the model it sizes
 * @param power how that grows with the field; 0 for a switch
 */
record Knob(String field, Reach reach, double power) {

  /** What a field sizes. */
  enum Reach {
    SCORES,
    EMBEDDING,
    LOGITS,
    TYING
  }

  private static final List<Knob> ALL =
      List.of(
          new Knob("attention_multiplier", Reach.SCORES, 1),
          new Knob("query_pre_attn_scalar", Reach.SCORES, -0.5),
          new Knob("scale_attn_weights", Reach.SCORES, 0),
          new Knob("scale_embedding", Reach.EMBEDDING, 0),
          new Knob("embedding_multiplier", Reach.EMBEDDING, 1),
          new Knob("scale_emb", Reach.EMBEDDING, 1),
          new Knob("logit_scale", Reach.LOGITS, 1),
          new Knob("logits_scaling", Reach.LOGITS, -1),
          new Knob("scale_decoder_outputs", Reach.LOGITS, 0),
          new Knob("tie_word_embeddings", Reach.TYING, 0));

  /** Those that a family reads and that may cure findings of a rule, nearest to it first. */
  static List<Knob> of(String rule, Set<String> fields) {
    List<Reach> reaches =
        switch (rule.replaceAll("\\d.*", "")) {
          case "ATT" -> List.of(Reach.SCORES);
          case "EMB" -> List.of(Reach.EMBEDDING, Reach.TYING);
          case "HEAD" -> List.of(Reach.LOGITS, Reach.TYING, Reach.EMBEDDING);
          default -> List.of();
        };
    List<Knob> knobs = new ArrayList<>();
    for (Reach reach : reaches) {
      ALL.stream()
          .filter(k -> k.reach() == reach && fields.contains(k.field()))
          .forEach(knobs::add);
    }
    return knobs;
  }

  boolean isSwitch() {
    return power == 0;
  }

  /** Whether turning it leaves the architecture as it is. */
  boolean isSafe() {
    return reach != Reach.TYING;
  }
}
