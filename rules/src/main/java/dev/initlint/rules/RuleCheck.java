package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Applies rules to a propagated model. */
public final class RuleCheck {
  private RuleCheck() {}

  /**
   * The findings of the rules with the given ids, most severe first, consequences after what they
   * follow from. On a model that is not at initialisation only the rules that say so speak.
   *
   * @param path the file as the user named it
   */
  public static List<Finding> run(Propagation propagation, String path, Set<String> ids) {
    return run(Model.of(propagation), path, ids);
  }

  /** The findings of the rules with the given ids in a model whose source may be known. */
  public static List<Finding> run(Model model, String path, Set<String> ids) {
    boolean fresh = model.propagation().verdict().atInitialisation();
    Map<Card, List<Finding>> found = new LinkedHashMap<>();
    for (Rule rule : Rules.all()) {
      Card card = rule.card();
      if (ids.contains(card.id()) && (fresh || card.onTrained())) {
        Report report = new Report(card, model, path);
        rule.check(model, report);
        if (!report.findings().isEmpty()) {
          found.put(card, report.findings());
        }
      }
    }
    return sorted(grouped(found));
  }

  /** Ids of rules and of those whose findings may explain theirs, of which their weight hangs. */
  public static Set<String> withCauses(Set<String> ids) {
    Set<String> all = new TreeSet<>(ids);
    for (Rule rule : Rules.all()) {
      if (ids.contains(rule.card().id())) {
        all.addAll(causes(rule.card()));
      }
    }
    return all;
  }

  /**
   * Puts findings below the finding that explains them. A consequence is no more than a note, with
   * no cure of its own: it goes when its cause does.
   */
  private static List<Finding> grouped(Map<Card, List<Finding>> found) {
    List<Finding> all = new ArrayList<>();
    found.forEach(
        (card, findings) -> {
          String cause = cause(card, found);
          for (Finding f : findings) {
            all.add(cause == null ? f : f.below(cause));
          }
        });
    return all;
  }

  private static List<String> causes(Card card) {
    List<String> causes = new ArrayList<>(card.causes());
    if (!card.onWeights()) {
      causes.add(0, Card.UNINITIALISED);
    }
    return causes;
  }

  private static String cause(Card card, Map<Card, List<Finding>> found) {
    for (String id : causes(card)) {
      for (Map.Entry<Card, List<Finding>> other : found.entrySet()) {
        boolean grave =
            other.getValue().stream().anyMatch(f -> f.severity().compareTo(Severity.NOTE) > 0);
        if (other.getKey().id().equals(id) && grave) {
          return id;
        }
      }
    }
    return null;
  }

  private static List<Finding> sorted(List<Finding> findings) {
    List<Finding> roots =
        new ArrayList<>(findings.stream().filter(f -> f.cause() == null).toList());
    roots.sort(Comparator.comparing(Finding::severity).reversed());
    List<Finding> all = new ArrayList<>();
    for (Finding root : roots) {
      all.add(root);
      boolean first =
          roots.stream().filter(f -> f.rule().equals(root.rule())).findFirst().get() == root;
      if (first) {
        findings.stream().filter(f -> root.rule().equals(f.cause())).forEach(all::add);
      }
    }
    findings.stream().filter(f -> !all.contains(f)).forEach(all::add);
    return all;
  }
}
