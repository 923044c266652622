package dev.initlint.onnx;

import dev.initlint.graph.CodeLine;
import dev.initlint.graph.CodePlace;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What exporters write beside nodes of the program that they traced: PyTorch's {@code
 * torch.onnx.export} as properties {@code pkg.torch.onnx.*}, its TorchScript form as paths in node
 * names and, where it is verbose, as documentation strings.
 */
final class Annotations {
  private static final String PREFIX = "pkg.torch.onnx.";

  /** An element of a printed Python list of texts. */
  private static final Pattern ELEMENT = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"([^\"]*)\"");

  /** A second call of a module has the number of the call behind its path. */
  private static final Pattern CALL = Pattern.compile("@\\d+$");

  private final Map<Long, Note> byOffset = new HashMap<>();
  private final Map<String, CodePlace> places = new HashMap<>();
  private final Map<String, Note> notes = new HashMap<>();
  private String signature = "";

  /**
   * What is written beside one node.
   *
   * @param operation the operation of the program that it is part of, as PyTorch prints it
   */
  record Note(CodePlace place, List<String> scopes, String operation) {}

  /** Keeps what is written beside the node at an offset; most nodes of one line share it. */
  void add(long offset, Map<String, String> properties, String documentation) {
    String scopes = properties.getOrDefault(PREFIX + "name_scopes", "");
    String trace = properties.getOrDefault(PREFIX + "stack_trace", "");
    String operation = properties.getOrDefault(PREFIX + "fx_node", "");
    if (scopes.isEmpty() && trace.isEmpty() && documentation.isEmpty()) {
      return;
    }
    String types = properties.getOrDefault(PREFIX + "class_hierarchy", "");
    String key = String.join("\0", scopes, operation, trace, documentation);
    byOffset.put(
        offset,
        notes.computeIfAbsent(
            key,
            k -> {
              List<String> path = list(scopes);
              return new Note(place(path, list(types), trace, documentation), path, operation);
            }));
  }

  /** Keeps what an exporter writes beside the graph: which input of its program is which tensor. */
  void sign(Map<String, String> properties) {
    signature =
        properties.getOrDefault("pkg.torch.export.ExportedProgram.graph_signature", signature);
  }

  /** Names of parameters by those of the inputs of the program that was exported. */
  Map<String, String> signed() {
    Map<String, String> targets = new LinkedHashMap<>();
    Matcher m =
        Pattern.compile("(?m)^\\s*(\\w+): (?:PARAMETER|BUFFER)\\b.*target='([^']*)'")
            .matcher(signature);
    while (m.find()) {
      targets.put(m.group(1), m.group(2));
    }
    return targets;
  }

  /** Paths of all modules that the file names. */
  List<String> modules() {
    return notes.values().stream()
        .flatMap(n -> n.scopes().stream().limit(Math.max(0, n.scopes().size() - 1)))
        .filter(s -> !s.isEmpty())
        .distinct()
        .toList();
  }

  /** What is written beside a node, or beside the call of the function that it is of; or null. */
  Note of(RawNode node, long call) {
    Note own = byOffset.get(node.offset());
    Note note = own != null || call < 0 ? own : byOffset.get(call);
    if (note != null && note.place().module() != null) {
      return note;
    }
    String module = ModulePath.of(node.name());
    if (module == null) {
      return note;
    }
    CodeLine line = note == null ? null : note.place().line();
    CodeLine library = note == null ? null : note.place().library();
    return new Note(new CodePlace(module, null, line, library, Map.of()), List.of(), "");
  }

  private CodePlace place(List<String> path, List<String> types, String trace, String doc) {
    List<CodeLine> stack = trace.isEmpty() ? Stack.sourceRange(doc) : Stack.traceback(trace);
    String module = path.size() < 2 ? null : path.get(path.size() - 2);
    String type = module == null || types.size() != path.size() ? null : types.get(path.size() - 2);
    CodePlace place = new CodePlace(module, type, Stack.own(stack), Stack.library(stack), Map.of());
    return places.computeIfAbsent(place.toString(), k -> place);
  }

  private static List<String> list(String printed) {
    Matcher m = ELEMENT.matcher(printed);
    return m.results()
        .map(r -> r.group(1) != null ? r.group(1) : r.group(2))
        .map(s -> CALL.matcher(s).replaceAll(""))
        .toList();
  }
}
