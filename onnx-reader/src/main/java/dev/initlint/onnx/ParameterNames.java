package dev.initlint.onnx;

import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in the program of weights that an exporter computed and named anew, such as a transposed
 * matrix. The operation of the program that a node is part of lists its parameters; one of them
 * that the node does not read by its own name, and whose rank fits, is the weight.
 */
final class ParameterNames {
  private static final Pattern ARGUMENT = Pattern.compile("%([pb]_\\w+)");
  private static final Set<String> AFFINE =
      Set.of("MatMul", "Gemm", "Conv", "Add", "Constant", "Identity", "Transpose");
  private static final Pattern COMPUTED = Pattern.compile("onnx::\\w+_\\d+");

  private final Scope scope;
  private final Set<String> composite = new HashSet<>();
  private final Map<String, String> signed;
  private final List<String> modules;
  private final Map<String, String> stored = new HashMap<>();

  ParameterNames(Scope scope, Annotations notes, List<Placed> nodes) {
    this.scope = scope;
    signed = notes.signed();
    modules = notes.modules();
    for (String name : scope.values()) {
      stored.merge(underscored(name), name, (a, b) -> "");
    }
    for (Placed p : nodes) {
      String module = ModulePath.of(p.node().name());
      if (module != null) {
        inside(module, p.node().op());
      }
    }
  }

  /** A module that does more than one affine map, or has modules in it, may name its weights. */
  private void inside(String module, String op) {
    if (!AFFINE.contains(op)) {
      composite.add(module);
    }
    for (int dot = module.lastIndexOf('.'); dot > 0; dot = module.lastIndexOf('.', dot - 1)) {
      composite.add(module.substring(0, dot));
    }
  }

  /** Names by those of the node's inputs. */
  Map<String, String> of(RawNode node, Annotations.Note note) {
    return note.operation().isEmpty() ? scripted(node, note) : traced(node, note);
  }

  private Map<String, String> traced(RawNode node, Annotations.Note note) {
    List<String> arguments = arguments(note);
    Map<String, String> found = new HashMap<>();
    // A parameter read under its own name is not meant by another input, except that equal ones
    // are stored once: then one argument is left that no input has the name of.
    Set<String> free = new HashSet<>(arguments);
    node.inputs().forEach(free::remove);
    for (String input : node.inputs()) {
      Weight weight = scope.weight(input);
      if (weight == null || arguments.contains(input) || !weight.type().isReal()) {
        continue;
      }
      List<String> fitting =
          arguments.stream().filter(free::contains).filter(a -> fits(a, weight)).toList();
      List<String> alike = fitting.stream().filter(a -> last(a).equals(last(input))).toList();
      fitting = alike.isEmpty() ? fitting : alike;
      if (fitting.size() == 1) {
        found.put(input, fitting.get(0));
        free.remove(fitting.get(0));
      }
    }
    return found;
  }

  private List<String> arguments(Annotations.Note note) {
    Matcher m = ARGUMENT.matcher(note.operation());
    List<String> names = new ArrayList<>();
    while (m.find()) {
      String name = target(m.group(1), note.scopes());
      if (name != null && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** The parameter that an input of the program stands for, or null. */
  private String target(String input, List<String> scopes) {
    String target = signed.get(input);
    if (target != null) {
      return target;
    }
    String rest = input.substring(2);
    String known = stored.get(rest);
    if (known != null && !known.isEmpty()) {
      return known;
    }
    String module = longest(scopes.subList(0, Math.max(0, scopes.size() - 1)), rest);
    module = module == null ? longest(modules, rest) : module;
    if (module == null) {
      boolean below = rest.endsWith("_weight") || rest.endsWith("_bias");
      return below ? null : rest;
    }
    return module + "." + rest.substring(module.length() + 1);
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String longest(List<String> modules, String name) {
    String best = null;
    for (String m : modules) {
      boolean holds = !m.isEmpty() && name.startsWith(underscored(m) + "_");
      if (holds && (best == null || m.length() > best.length())) {
        best = m;
      }
    }
    return best;
  }

  private static String underscored(String name) {
    return name.replace('.', '_');
  }

  /** A stored parameter has to have the same number of entries; of others the name tells a bias. */
  private boolean fits(String parameter, Weight weight) {
    Weight own = scope.weight(parameter);
    if (own != null) {
      return own.dims().length == weight.dims().length && own.count() == weight.count();
    }
    return !parameter.endsWith("bias") || weight.dims().length == 1;
  }

  /**
   * TorchScript names what it computes by the operator. The weight of a linear layer or of a
   * convolution is its module's; other modules may call theirs anything.
   */
  private Map<String, String> scripted(RawNode node, Annotations.Note note) {
    String module = note.place().module();
    String weight = node.inputs().size() > 1 ? node.inputs().get(1) : "";
    boolean layer = node.is("MatMul") || node.is("Conv") || node.is("Gemm");
    if (module == null
        || module.isEmpty()
        || !layer
        || !COMPUTED.matcher(weight).matches()
        || scope.weight(weight) == null
        || composite.contains(module)) {
      return Map.of();
    }
    return Map.of(weight, module + ".weight");
  }
}
