package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  @TempDir Path folder;

  @Test
  void readsFloatsAndIntegers() throws IOException {
    ByteBuffer floats = little(12).putFloat(1.5f).putFloat(-2).putFloat(0);
    InputLaw.Given x = NpyFile.read(write("<f4", "(3, 1)", floats));
    assertThat(x.dims()).containsExactly(3, 1);
    assertThat(x.elements()).containsExactly(1.5, -2, 0);
    InputLaw.Given ids = NpyFile.read(write("<i8", "(2,)", little(16).putLong(7).putLong(-1)));
    assertThat(ids.dims()).containsExactly(2);
    assertThat(ids.elements()).containsExactly(7, -1);
    assertThat(NpyFile.read(write("|b1", "()", little(1).put((byte) 1))).dims()).isEmpty();
  }

  @Test
  void saysWhatIsWrongInOneSentence() throws IOException {
    refused(write("<f4", "(4,)", little(8)), "cut short or damaged");
    refused(write("<f4", "(-3,)", little(8)), "cut short or damaged");
    refused(write("<c8", "(1,)", little(8)), "elements of type c8");
    refused(write("<f4", "(1,), 'fortran_order': True", little(8)), "C order");
    Path text = Files.writeString(folder.resolve("a.npy"), "1 2 3 4 5 6 7 8");
    refused(text, "is no .npy file");
    refused(Files.writeString(folder.resolve("b.npy"), ""), "cut short");
    refused(folder.resolve("absent.npy"), "cannot be read");
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> NpyFile.read(file))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path write(String type, String shape, ByteBuffer data) throws IOException {
    byte[] header =
        ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer all = little(10 + header.length + data.capacity());
    all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    all.putShort((short) header.length).put(header).put(data.array());
    return Files.write(Files.createTempFile(folder, "x", ".npy"), all.array());
  }
}
