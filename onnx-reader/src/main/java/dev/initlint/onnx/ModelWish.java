package dev.initlint.onnx;

import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.stored.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A wish of a model file not to hear of rules: an entry {@code initlint.ignore} of the metadata of
 * its model, graph or a node, or {@code initlint.ignore/NODE} of the first two, for files older
 * than metadata of nodes (IR version 10). The value is as {@code ATT001, HEAD001: why}.
 *
 * @param node glob of the name of the node that is meant, or null for all
 * @param outputs of the node whose metadata this is; empty for metadata of more
 * @param rules ids or names, as written
 * @param reason what follows the colon; empty when nothing does
 */
public record ModelWish(String node, List<String> outputs, List<String> rules, String reason) {
  /** The key of such an entry. */
  public static final String KEY = "initlint.ignore";

  /** Fields {@code metadata_props} of onnx.proto, of ONNX 1.16 and later for graphs and nodes. */
  private static final int MODEL_METADATA = 14;

  private static final int GRAPH_METADATA = 16;
  private static final int NODE_METADATA = 9;

  public ModelWish {
    outputs = List.copyOf(outputs);
    rules = List.copyOf(rules);
  }

  /** The wishes of a file that was read as a model; none where it has become another since. */
  public static List<ModelWish> of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Bytes bytes = Bytes.map(channel);
      Reading reading = new Reading(new Budget(Limits.standard().heapBytes()));
      reading.model(new Wire(bytes, Message.MODEL, 0, bytes.size()));
      return reading.wishes;
    } catch (IOException | Malformed changed) {
      return List.of();
    }
  }

  private static ModelWish parsed(String node, List<String> outputs, String value) {
    int colon = value.indexOf(':');
    String rules = colon < 0 ? value : value.substring(0, colon);
    return new ModelWish(
        node,
        outputs,
        Arrays.stream(rules.split(",")).map(String::strip).filter(r -> !r.isEmpty()).toList(),
        colon < 0 ? "" : value.substring(colon + 1).strip());
  }

  /** One walk over the messages that have metadata. */
  private static final class Reading {
    private final Budget budget;
    private final List<ModelWish> wishes = new ArrayList<>();

    Reading(Budget budget) {
      this.budget = budget;
    }

    void model(Wire wire) {
      while (wire.next()) {
        switch (wire.field()) {
          case MODEL_METADATA -> whole(entry(wire));
          case ModelProto.GRAPH_FIELD_NUMBER -> graph(wire.message(Message.GRAPH));
          default -> wire.skip();
        }
      }
    }

    private void graph(Wire wire) {
      while (wire.next()) {
        switch (wire.field()) {
          case GRAPH_METADATA -> whole(entry(wire));
          case GraphProto.NODE_FIELD_NUMBER -> node(wire.message(Message.NODE));
          default -> wire.skip();
        }
      }
    }

    private void node(Wire wire) {
      String name = "";
      List<String> outputs = new ArrayList<>(1);
      List<String[]> entries = List.of();
      while (wire.next()) {
        switch (wire.field()) {
          case NodeProto.NAME_FIELD_NUMBER -> name = wire.text(budget);
          case NodeProto.OUTPUT_FIELD_NUMBER -> outputs.add(wire.text(budget));
          case NODE_METADATA -> {
            String[] entry = entry(wire);
            if (entry[0].equals(KEY)) {
              entries = new ArrayList<>(entries);
              entries.add(entry);
            }
          }
          default -> wire.skip();
        }
      }
      for (String[] entry : entries) {
        wishes.add(parsed(name, outputs, entry[1]));
      }
    }

    private void whole(String[] entry) {
      if (entry[0].equals(KEY)) {
        wishes.add(parsed(null, List.of(), entry[1]));
      } else if (entry[0].startsWith(KEY + "/")) {
        wishes.add(parsed(entry[0].substring(KEY.length() + 1), List.of(), entry[1]));
      }
    }

    private String[] entry(Wire outer) {
      Wire wire = outer.message(Message.PROPERTY);
      String[] entry = {"", ""};
      while (wire.next()) {
        switch (wire.field()) {
          case StringStringEntryProto.KEY_FIELD_NUMBER -> entry[0] = wire.text(budget);
          case StringStringEntryProto.VALUE_FIELD_NUMBER -> {
            // Exporters keep whole stack traces in metadata; only what is asked for is read.
            if (entry[0].startsWith(KEY)) {
              entry[1] = wire.text(budget);
            } else {
              wire.skip();
            }
          }
          default -> wire.skip();
        }
      }
      return entry;
    }
  }
}
