package dev.initlint.javasource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which files of a project may define models, as far as their characters tell, and which of these
 * belong together because one names what another declares. Only these are worth a syntax tree.
 */
final class ModelFiles {
  /**
   * Files that are evaluated together.
   *
   * @param starts those in which evaluation may start
   */
  record Group(List<String> starts) {}

  private final List<String> paths;
  private final List<String> texts;
  private final List<Outline> outlines;
  private final Map<String, List<Integer>> declaring = new HashMap<>();
  private final List<List<Integer>> uses = new ArrayList<>();

  /** Files that stand between a place to start and one where a model is built, and these. */
  private final BitSet useful = new BitSet();

  private final BitSet building = new BitSet();
  private final BitSet starting = new BitSet();

  /**
   * Looks through outlines.
   *
   * @param implementation packages of a framework's own machinery, in which no models are defined
   */
  ModelFiles(
      Map<String, String> texts, Map<String, Outline> outlines, Predicate<String> implementation) {
    this.paths = List.copyOf(texts.keySet());
    this.texts = List.copyOf(texts.values());
    this.outlines = paths.stream().map(outlines::get).toList();
    for (int i = 0; i < paths.size(); i++) {
      for (String type : this.outlines.get(i).declared()) {
        declaring.computeIfAbsent(type, k -> new ArrayList<>()).add(i);
      }
    }
    for (int i = 0; i < paths.size(); i++) {
      uses.add(usedBy(i));
    }
    Set<String> blocks = blocks();
    for (int i = 0; i < paths.size(); i++) {
      Outline o = this.outlines.get(i);
      String text = this.texts.get(i);
      if (!SourceParser.mentionsFramework(text) || implementation.test(o.packageName())) {
        continue;
      }
      boolean block = o.declared().stream().anyMatch(blocks::contains) || extendsBlock(o, blocks);
      boolean typed = EntryPoints.givesModel(text, o.named());
      building.set(
          i, block || EntryPoints.builds(text, o.named()) || typed && text.contains("ai.djl.nn"));
      starting.set(
          i,
          building.get(i) || typed || o.program() || o.named().stream().anyMatch(blocks::contains));
    }
    spread();
  }

  /** Other files that declare what a file names. */
  private List<Integer> usedBy(int file) {
    Outline o = outlines.get(file);
    Set<Integer> used = new TreeSet<>();
    for (String name : o.named()) {
      for (int other : declaring.getOrDefault(name, List.of())) {
        String where = outlines.get(other).packageName();
        if (other != file && (where.equals(o.packageName()) || o.packages().contains(where))) {
          used.add(other);
        }
      }
    }
    return List.copyOf(used);
  }

  /** Simple names of classes that extend a block, directly or through others. */
  private Set<String> blocks() {
    Set<String> blocks = new HashSet<>();
    int before;
    do {
      before = blocks.size();
      for (Outline o : outlines) {
        if (extendsBlock(o, blocks)) {
          blocks.addAll(o.declared());
        }
      }
    } while (blocks.size() > before);
    return blocks;
  }

  private static boolean extendsBlock(Outline o, Set<String> blocks) {
    return o.extended().stream().anyMatch(t -> t.endsWith("Block") || blocks.contains(t));
  }

  private void spread() {
    List<List<Integer>> users = new ArrayList<>();
    uses.forEach(u -> users.add(new ArrayList<>()));
    for (int i = 0; i < uses.size(); i++) {
      for (int used : uses.get(i)) {
        users.get(used).add(i);
      }
    }
    Deque<Integer> open = new ArrayDeque<>();
    building.stream().forEach(open::add);
    useful.or(building);
    while (!open.isEmpty()) {
      for (int user : users.get(open.poll())) {
        if (!useful.get(user)) {
          useful.set(user);
          open.add(user);
        }
      }
    }
  }

  /** The group of each file that has one, by path, in the order of the files. */
  Map<String, Group> groups() {
    int[] leader = new int[paths.size()];
    for (int i = 0; i < leader.length; i++) {
      leader[i] = i;
    }
    for (int i = useful.nextSetBit(0); i >= 0; i = useful.nextSetBit(i + 1)) {
      for (int used : uses.get(i)) {
        if (useful.get(used)) {
          int a = find(leader, i);
          int b = find(leader, used);
          leader[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    Map<Integer, List<String>> starts = new HashMap<>();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (int i = useful.nextSetBit(0); i >= 0; i = useful.nextSetBit(i + 1)) {
      if (starting.get(i)) {
        starts.computeIfAbsent(find(leader, i), k -> new ArrayList<>()).add(paths.get(i));
      }
    }
    Map<Integer, Group> made = new HashMap<>();
    starts.forEach((k, v) -> made.put(k, new Group(v)));
    for (int i = useful.nextSetBit(0); i >= 0; i = useful.nextSetBit(i + 1)) {
      Group group = made.get(find(leader, i));
      if (group != null) {
        groups.put(paths.get(i), group);
      }
    }
    return groups;
  }

  private static int find(int[] leader, int i) {
    int at = i;
    while (leader[at] != at) {
      leader[at] = leader[leader[at]];
      at = leader[at];
    }
    return at;
  }

  /** Paths by the qualified names of the top-level types they declare, the first of each. */
  static Map<String, String> byType(Collection<String> paths, Map<String, Outline> outlines) {
    Map<String, String> found = new HashMap<>();
    for (String path : paths) {
      Outline o = outlines.get(path);
      for (String type : o.declared()) {
        found.putIfAbsent(o.packageName().isEmpty() ? type : o.packageName() + "." + type, path);
      }
    }
    return found;
  }
}
