package dev.initlint.rules;

import dev.initlint.law.Fans;
import dev.initlint.unit.Bypass;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of blocks that are repeated, by the names that they share but for numbers.
 *
 * @param stack what the names begin with, up to the number of the block
 * @param depth number of blocks
 */
record BlockWeights(String stack, int depth, List<Group> groups) {
  /** Fewer blocks say nothing of a factor that falls with their number. */
  private static final int SHALLOWEST = 2;

  /** Standard deviations of the same law agree this well. */
  private static final double EXACT = 0.06;

  private static final Pattern NUMBER = Pattern.compile("(?<=^|[._/])\\d+(?=[._/]|$)");

  private static final Pattern INVENTED =
      Pattern.compile("onnx::.*|_?val_.*|\\d+|.*Constant.*|.*_output_\\d+|const.*");

  private static final Pattern END =
      Pattern.compile(
          ".*(o_proj|out_proj|c_proj|down_proj|fc2|[._]wo|[._]w2|output\\.dense|dense_4h_to_h"
              + "|attention\\.dense|linear2|lin2|out_lin)(\\.weight)?");

  /** Weights of one place in each block; pattern has a star for the number of the block. */
  record Group(String pattern, List<ParameterSite> sites, double std, Fans fans) {
    ParameterSite first() {
      return sites.get(0);
    }

    /** Whether the weight writes to the residual stream. */
    boolean endsBranch(Bypass ways) {
      return first().reader() == null
          ? END.matcher(pattern).matches()
          : ways.end(first().reader()) == Bypass.End.BRANCH;
    }
  }

  /**
   * How the widths of the groups follow from one: by the given measure all are the base, or the
   * base over √(2L).
   */
  record Scaling(ToDoubleFunction<Group> measure, double base, double factor, boolean isAbsolute) {
    boolean isScaled(Group g) {
      return near(measure.applyAsDouble(g), base * factor);
    }

    private boolean isBase(Group g) {
      return near(measure.applyAsDouble(g), base);
    }
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < EXACT;
  }

  /** Each stack of blocks in the order of the graph. */
  static List<BlockWeights> of(Model model) {
    Map<String, Map<String, List<ParameterSite>>> stacks = new LinkedHashMap<>();
    Map<String, Set<String>> numbers = new LinkedHashMap<>();
    for (ParameterSite site : model.parameters()) {
      String name = name(site);
      Matcher m = NUMBER.matcher(name);
      long wide = Arrays.stream(site.weight().dims()).filter(d -> d > 1).count();
      if (site.use() == Use.MAP && wide > 1 && std(model, site) > 0 && m.find()) {
        String stack = name.substring(0, m.start());
        numbers.computeIfAbsent(stack, k -> new LinkedHashSet<>()).add(m.group());
        stacks
            .computeIfAbsent(stack, k -> new LinkedHashMap<>())
            .computeIfAbsent(m.replaceAll("*"), k -> new ArrayList<>())
            .add(site);
      }
    }
    List<BlockWeights> all = new ArrayList<>();
    stacks.forEach(
        (stack, groups) -> {
          int depth = numbers.get(stack).size();
          if (depth >= SHALLOWEST) {
            all.add(new BlockWeights(stack, depth, groups(model, groups, depth)));
          }
        });
    return all;
  }

  private static List<Group> groups(
      Model model, Map<String, List<ParameterSite>> named, int depth) {
    List<Group> groups = new ArrayList<>();
    named.forEach(
        (pattern, sites) -> {
          if (sites.size() >= depth) {
            double variance = 0;
            for (ParameterSite site : sites) {
              variance += std(model, site) * std(model, site) / sites.size();
            }
            groups.add(new Group(pattern, sites, Math.sqrt(variance), sites.get(0).fans()));
          }
        });
    return groups;
  }

  private static double std(Model model, ParameterSite site) {
    return model.std(site.weight());
  }

  /** What the model calls the weight; the node that reads it where its name is an exporter's. */
  private static String name(ParameterSite site) {
    return INVENTED.matcher(site.name()).matches() && site.reader() != null
        ? site.reader().name()
        : site.name();
  }

  /** How some groups are drawn narrower for the depth, or null where none are. */
  Scaling scaling() {
    List<ToDoubleFunction<Group>> measures =
        List.of(
            Group::std,
            g -> g.std() * Math.sqrt(g.fans().fanIn()),
            g -> g.std() * Math.sqrt(g.fans().fanIn() + g.fans().fanOut()),
            g -> g.std() * Math.sqrt(g.fans().fanOut()));
    for (ToDoubleFunction<Group> measure : measures) {
      if (explains(measure, 1) != null) {
        return null;
      }
    }
    for (int i = 0; i < measures.size(); i++) {
      Scaling found = explains(measures.get(i), 1 / Math.sqrt(2.0 * depth));
      if (found != null) {
        return new Scaling(found.measure(), found.base(), found.factor(), i == 0);
      }
    }
    return null;
  }

  private Scaling explains(ToDoubleFunction<Group> measure, double factor) {
    for (Group g : groups) {
      Scaling s = new Scaling(measure, measure.applyAsDouble(g), factor, false);
      if (groups.size() > 1 && groups.stream().allMatch(x -> s.isBase(x) || s.isScaled(x))) {
        return s;
      }
    }
    return null;
  }
}
