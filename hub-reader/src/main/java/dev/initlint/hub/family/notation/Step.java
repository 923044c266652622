package dev.initlint.hub.family.notation;

import java.util.List;

/** A statement of a block. */
public sealed interface Step {
  /** Names for what a term computes; none where only its effect matters. */
  record Assign(List<String> names, Term value) implements Step {}

  /** The steps for each number from {@code from} up to {@code to}, exclusive. */
  record Loop(String name, Term from, Term to, List<Step> body) implements Step {}

  /** The first branch whose condition holds; a null condition always does. */
  record Choice(List<Branch> branches) implements Step {}

  /** One branch of a choice. */
  record Branch(Term condition, List<Step> body) {}

  /** The result of the block. */
  record Return(Term value) implements Step {}

  /** Steps inside a module. */
  record Within(String path, Source source, List<Step> body) implements Step {}
}
