package dev.initlint.javasource.edit;

import dev.initlint.finding.Fix;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Spells remedies as text edits, the way users of the model's library would write them. */
public final class RemedySpelling {
  private final SourceTrees trees;
  private final List<SourceModel> models;

  /**
   * Spellings for the models of one project.
   *
   * @param models all of them, since an edit may reach more than one
   * @param texts the characters of a file by the path that ranges name; null where it cannot be
   *     read
   */
  public RemedySpelling(List<SourceModel> models, Function<String, String> texts) {
    this.models = List.copyOf(models);
    trees = new SourceTrees(texts);
  }

  /** The edits that make all of the remedies; empty where the source has no place for them. */
  public Optional<Spelling> spell(SourceModel model, List<Remedy> remedies) {
    return remedies.isEmpty()
        ? Optional.empty()
        : LargeStack.call(() -> spellHere(model, remedies), Optional.empty());
  }

  private Optional<Spelling> spellHere(SourceModel model, List<Remedy> remedies) {
    List<Remedy.Redraw> redraws = new ArrayList<>();
    Set<Fix.Edit> edits = new LinkedHashSet<>();
    boolean safe = true;
    for (Remedy remedy : remedies) {
      if (remedy instanceof Remedy.Redraw r) {
        redraws.add(r);
        continue;
      }
      Optional<Spelling> part = other(model, remedy);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      edits.addAll(part.get().edits());
      safe &= part.get().safe();
    }
    if (!redraws.isEmpty()) {
      Optional<Spelling> part = new Redrawing(library(model), models).spell(model, redraws);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      edits.addAll(part.get().edits());
      safe &= part.get().safe();
    }
    return Spelling.of(edits, safe);
  }

  private Optional<Spelling> other(SourceModel model, Remedy remedy) {
    if (remedy instanceof Remedy.ScaleScores s) {
      return new ScoreScaling(trees).spell(model.graph(), s);
    }
    if (remedy instanceof Remedy.CallOff c) {
      return new CallRemoval(trees).spell(c);
    }
    return remedy instanceof Remedy.RetypeFan f
        ? new FanCorrection(trees).spell(f)
        : Optional.empty();
  }

  private LibrarySpelling library(SourceModel model) {
    return switch (model.framework()) {
      case "DJL" -> new DjlSpelling(trees);
      case "SameDiff" -> new SameDiffSpelling(trees);
      // A variable's law is put together from several operations; none of them is its place.
      case "TensorFlow" -> (p, redraw) -> List.of();
      default -> new Dl4jSpelling(trees);
    };
  }
}
