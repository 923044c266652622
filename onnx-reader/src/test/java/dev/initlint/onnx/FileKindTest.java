package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Parsed;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.stored.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
  private static Parsed read(byte[] content) {
    return OnnxReader.read("m.onnx", Bytes.of(content, 30), null, Limits.standard());
  }

  private static String reason(byte[] content) {
    return ((Parsed.Unreadable) read(content)).reason();
  }

  @ParameterizedTest
  @CsvSource({
    "'PK\u0003\u0004 archive/data.pkl', PyTorch checkpoint",
    "'PK\u0003\u0004 model.onnx', zip archive",
    "'\u0080\u0002}q', Python pickle",
    "'\u0089HDF\r\n', HDF5",
    "'GGUF\u0003', GGUF",
    "'\u0020\u0000\u0000\u0000TFL3', TensorFlow Lite",
    "'\u0020\u0000\u0000\u0000ORTM', ONNX Runtime",
    "'\u0006\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"a\":1', safetensors",
    "'BZh91AY', an archive",
    "'NUMPY', NumPy",
    "'PK\u0003\u0004 a.npy', arrays of NumPy",
    "'PK\u0003\u0004 META-INF/MANIFEST.MF', compiled Java",
    "'PK\u0005\u0006', without an .onnx file",
    "'\u00ca\u00fe\u00ba\u00be', compiled Java",
    "'\u0089PNG\r\n', an image",
    "'\u00ff\u00d8\u00ff\u00e0', an image",
    "'\u007fELF\u0002', a program",
    "'%PDF-1.5 ', PDF document",
    "'SQLite format 3', SQLite",
    "'PAR1', Parquet",
    "'\u00ff\u00feh\u0000', text file",
    "'{\"cells\": [], \"nbformat\": 4}', a notebook",
    "'{\"a\": 1}', a JSON file",
    "'<?xml version=\"1.0\"?>', an XML file",
    "'plain text, and more of it', text file"
  })
  void isToldByTheFirstBytes(String start, String kind) {
    assertThat(reason(start.getBytes(StandardCharsets.ISO_8859_1))).contains(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "train.py, import torch, Python source",
    "model.keras, PK\u0003\u0004 metadata.json, Keras",
    "config.json, '{\"a\": 1}', JSON file",
    "saved_model.pb, '\u0008\u0001\u0012\u0005', TensorFlow graph",
    "w.pkl, '(dp0', Python pickle",
    "flax_model.msgpack, '\u0081\u00a1a\u0001', weights of Flax",
    "m.onnx_data, '\u0001\u0002\u0003\u0004', bytes of tensors",
    "weights.pth, '\u0001\u0002\u0003\u0004', PyTorch file",
    "pytorch_model.bin, '\u0001\u0002\u0003\u0004', bytes of tensors",
    "model.pt2, PK\u0003\u0004 x, torch.export"
  })
  void isToldByTheNameWhereTheBytesSayLittle(String name, String start, String kind) {
    byte[] content = start.getBytes(StandardCharsets.ISO_8859_1);
    Parsed read = OnnxReader.read(name, Bytes.of(content, 30), null, Limits.standard());
    assertThat(((Parsed.Unreadable) read).reason()).contains(kind).contains("; ");
  }

  @Test
  void zerosAreNoDamagedModel() {
    assertThat(reason(new byte[2000])).contains("nothing but zeros");
  }

  @Test
  void bytesThatAreNoCharactersAreNoText() {
    byte[] binary = new byte[1000];
    Arrays.fill(binary, (byte) 0xff);
    assertThat(reason(binary)).doesNotContain("text file");
    assertThat(reason("größer und größer".getBytes(StandardCharsets.UTF_8))).contains("text file");
  }

  @Test
  void aKnownFieldOfAnotherWireTypeIsPassedOver() throws java.io.IOException {
    byte[] good =
        model(
                GraphProto.newBuilder()
                    .addInput(value("x", 2))
                    .addInitializer(counting("w", 2))
                    .addNode(node("y = Mul(x, w)"))
                    .addOutput(value("y", 2)))
            .build()
            .toByteArray();
    for (int field = 1; field < 26; field++) {
      ByteArrayOutputStream more = new ByteArrayOutputStream();
      more.write(good);
      int tag = field << 3 | Wire.FIXED32;
      if (tag > 0x7f) {
        more.write(tag & 0x7f | 0x80);
        more.write(tag >> 7);
      } else {
        more.write(tag);
      }
      more.write(new byte[4]);
      assertThat(read(more.toByteArray())).as("field " + field).isInstanceOf(Parsed.Model.class);
    }
  }
}
