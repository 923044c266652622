package dev.initlint.moment;

/**
 * Where the classes of one layout of a sequence lie in another of the same positions.
 *
 * @param classes for each class of the finer layout, that of the coarser which holds it
 * @param pairs the same for classes of pairs
 */
record Regrouping(Layout from, Layout to, int[] classes, int[] pairs) {

  /** From a layout to one that is finer. */
  static Regrouping split(Layout from, Layout to) {
    return new Regrouping(from, to, classes(to, from), pairs(to, from));
  }

  /** From a layout to one whose classes are unions of its own. */
  static Regrouping merge(Layout from, Layout to) {
    return new Regrouping(from, to, classes(from, to), pairs(from, to));
  }

  private static int[] classes(Layout fine, Layout coarse) {
    int[] starts = fine.starts();
    int[] holder = new int[starts.length];
    for (int k = 0; k < holder.length; k++) {
      holder[k] = coarse.classOf(starts[k]);
    }
    return holder;
  }

  private static int[] pairs(Layout fine, Layout coarse) {
    int[] holder = classes(fine, coarse);
    int[] pairs = new int[fine.pairClasses()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = coarse.pair(holder[fine.first(i)], holder[fine.second(i)]);
    }
    return pairs;
  }
}
