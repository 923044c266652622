package dev.initlint.javasource.edit;

import com.github.javaparser.ast.Node;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.SourceParser;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.SourceRange;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether edits left the syntax of everything else alone. Each node outside the edits must stand at
 * its place in the new tree, equal to what it was, and each new node must hold inserted text.
 */
public final class UntouchedCode {
  private final SourceFile before;
  private final SourceFile after;
  private final List<Fix.Edit> edits;
  private final Map<Long, List<Node>> byRange = new HashMap<>();
  private final Set<Node> explained = Collections.newSetFromMap(new IdentityHashMap<>());

  private UntouchedCode(SourceFile before, SourceFile after, List<Fix.Edit> edits) {
    this.before = before;
    this.after = after;
    this.edits = edits;
    after
        .unit()
        .walk(
            n ->
                byRange
                    .computeIfAbsent(key(range(after, n)), k -> new java.util.ArrayList<>())
                    .add(n));
  }

  /**
   * What the edits of a file break, in one clause; empty when they break nothing.
   *
   * @param edits of the file, in the order of their places, none of which touches another
   */
  public static Optional<String> harm(String before, String after, List<Fix.Edit> edits) {
    return LargeStack.call(
        () -> harmHere(before, after, edits), Optional.of("the file nests too deeply"));
  }

  private static Optional<String> harmHere(String before, String after, List<Fix.Edit> edits) {
    SourceParser.Outcome old = new SourceParser().parse("before", before);
    SourceParser.Outcome edited = new SourceParser().parse("after", after);
    boolean valid =
        edited instanceof SourceParser.Tree t
            && t.problem() == null
            && old instanceof SourceParser.Tree o
            && o.problem() == null;
    if (!valid) {
      return Optional.of("the file would not be valid Java");
    }
    UntouchedCode code =
        new UntouchedCode(
            ((SourceParser.Tree) old).file(), ((SourceParser.Tree) edited).file(), edits);
    return code.isUntouched()
        ? Optional.empty()
        : Optional.of("it would change the meaning of the code around it");
  }

  private boolean isUntouched() {
    return stands(before.unit()) && isExplained(after.unit());
  }

  /** Whether a node of the old tree is still there, but for what is edited inside it. */
  private boolean stands(Node node) {
    SourceRange r = range(before, node);
    if (edits.stream().anyMatch(e -> e.start() <= r.start() && r.end() <= e.end())
        && r.end() > r.start()) {
      return true;
    }
    boolean cut =
        edits.stream()
            .anyMatch(
                e ->
                    e.end() > e.start()
                        && (e.start() > r.start() && e.start() < r.end() && e.end() >= r.end()
                            || e.start() <= r.start() && e.end() > r.start()));
    boolean near = edits.stream().anyMatch(e -> e.start() <= r.end() && e.end() >= r.start());
    if (!cut) {
      Node image = image(node, r, near);
      if (image == null) {
        return false;
      }
      if (explained.contains(image) || node.equals(image)) {
        image.walk(explained::add);
        return true;
      }
      explained.add(image);
    }
    return near && node.getChildNodes().stream().allMatch(this::stands);
  }

  /** The node of the same kind at the same place: an equal one if there is one. */
  private Node image(Node node, SourceRange r, boolean near) {
    Node same = null;
    for (int start : new int[] {moved(r.start(), false), moved(r.start(), true)}) {
      for (int end : new int[] {moved(r.end(), false), moved(r.end(), true)}) {
        for (Node n : byRange.getOrDefault(key(start, end), List.of())) {
          if (n.getClass() == node.getClass()) {
            if (n.equals(node)) {
              return n;
            }
            same = same == null ? n : same;
          }
        }
      }
    }
    return near ? same : null;
  }

  /** Where an offset is after the edits, before or behind what is inserted at it. */
  private int moved(int offset, boolean behind) {
    int moved = offset;
    for (Fix.Edit e : edits) {
      boolean passed = e.end() < offset || e.end() == offset && (behind || e.start() < offset);
      moved += passed ? e.replacement().length() - (e.end() - e.start()) : 0;
    }
    return moved;
  }

  /** Whether all new nodes hold inserted text. */
  private boolean isExplained(Node node) {
    SourceRange r = range(after, node);
    int shift = 0;
    boolean holds = explained.contains(node);
    for (Fix.Edit e : edits) {
      int start = e.start() + shift;
      int end = start + e.replacement().length();
      holds |= end > start && start < r.end() && r.start() < end;
      shift += e.replacement().length() - (e.end() - e.start());
    }
    return holds && node.getChildNodes().stream().allMatch(this::isExplained);
  }

  private static SourceRange range(SourceFile file, Node node) {
    return file.range(node);
  }

  private static long key(SourceRange r) {
    return key(r.start(), r.end());
  }

  private static long key(int start, int end) {
    return (long) start << 32 | end;
  }
}
