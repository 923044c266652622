package dev.initlint.bench;

import com.google.protobuf.CodedOutputStream;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.OperatorSetIdProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.onnx.schema.TensorProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes a {@link Gpt} as ONNX, weight by weight, so that a file larger than the heap can be
 * written. Protobuf wants the length of a message before its content; here it is added up first.
 */
final class GptFile {
  private static final int OPSET = 17;

  private GptFile() {}

  /** Writes the model unless the file is there already; weights go into the file itself. */
  static Path write(Gpt model, Path file) throws IOException {
    return Files.exists(file) ? file : write(model, file, false);
  }

  /** Writes the model with its weights in {@code FILE.data} beside it. */
  static Path writeWithExternalData(Gpt model, Path file) throws IOException {
    return Files.exists(file) ? file : write(model, file, true);
  }

  private static Path write(Gpt model, Path file, boolean external) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    List<Tensor> tensors = model.tensors();
    if (external) {
      Path data = file.resolveSibling(file.getFileName() + ".data");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data), 1 << 20)) {
        for (Tensor t : tensors) {
          t.write(out);
        }
      }
    }
    // Only a file that was written to its end gets its name.
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 20)) {
      writeModel(model, tensors, external ? file.getFileName() + ".data" : null, out);
    }
    return Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeModel(Gpt model, List<Tensor> tensors, String data, OutputStream to)
      throws IOException {
    GraphProto graph = model.graph();
    TensorProto[] heads = new TensorProto[tensors.size()];
    long size = graph.getSerializedSize();
    long at = 0;
    for (int i = 0; i < heads.length; i++) {
      Tensor t = tensors.get(i);
      heads[i] = data == null ? t.head() : external(t, data, at);
      at += t.bytes();
      long body = body(heads[i], t, data == null);
      size += 1 + CodedOutputStream.computeUInt64SizeNoTag(body) + body;
    }
    CodedOutputStream out = CodedOutputStream.newInstance(to);
    ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .build()
        .writeTo(out);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, 2);
    out.writeUInt64NoTag(size);
    graph.writeTo(out);
    for (int i = 0; i < heads.length; i++) {
      Tensor t = tensors.get(i);
      out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, 2);
      out.writeUInt64NoTag(body(heads[i], t, data == null));
      heads[i].writeTo(out);
      if (data == null) {
        out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, 2);
        out.writeUInt64NoTag(t.bytes());
        out.flush();
        t.write(to);
      }
    }
    out.flush();
  }

  private static long body(TensorProto head, Tensor t, boolean raw) {
    long content = raw ? 1 + CodedOutputStream.computeUInt64SizeNoTag(t.bytes()) + t.bytes() : 0;
    return head.getSerializedSize() + content;
  }

  private static TensorProto external(Tensor t, String data, long offset) {
    return t.head().toBuilder()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", data))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(t.bytes())))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
