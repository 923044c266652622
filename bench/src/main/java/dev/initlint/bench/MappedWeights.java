package dev.initlint.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.initlint.graph.ElementType;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of all float weights of a file under 2 GB, mapped. In each tensor the elements must
 * come after their type, as {@link GptFile} writes them.
 */
final class MappedWeights {
  private final ByteBuffer file;
  private final CodedInputStream in;
  private final List<ByteBuffer> weights = new ArrayList<>();

  private MappedWeights(ByteBuffer file) {
    this.file = file;
    in = CodedInputStream.newInstance(file);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  static List<ByteBuffer> of(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      MappedWeights walk = new MappedWeights(all);
      walk.walk(ModelProto.GRAPH_FIELD_NUMBER, walk::graph);
      return walk.weights;
    }
  }

  /** What to do inside a message. */
  private interface Inside {
    void read() throws IOException;
  }

  private void graph() throws IOException {
    walk(GraphProto.INITIALIZER_FIELD_NUMBER, this::tensor);
  }

  private void tensor() throws IOException {
    int type = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == TensorProto.DATA_TYPE_FIELD_NUMBER) {
        type = in.readInt32();
      } else if (field == TensorProto.RAW_DATA_FIELD_NUMBER) {
        int length = in.readRawVarint32();
        if (type == ElementType.FLOAT.ordinal()) {
          ByteBuffer raw = file.slice(in.getTotalBytesRead(), length);
          weights.add(raw.order(ByteOrder.LITTLE_ENDIAN));
        }
        in.skipRawBytes(length);
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Enters every message that stands in a field of the present one; skips what else there is. */
  private void walk(int field, Inside inside) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        int limit = in.pushLimit(in.readRawVarint32());
        inside.read();
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }
}
