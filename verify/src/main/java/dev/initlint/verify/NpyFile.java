package dev.initlint.verify;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arrays in NumPy's file format (NEP 1), versions 1 to 3, in C order. */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>|=])([a-z])(\\d)'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

  private NpyFile() {}

  /**
   * Reads an array of floats, doubles, integers or booleans.
   *
   * @throws Refused if the file is absent or holds something else; the sentence names the file
   */
  public static InputLaw.Given read(Path file) {
    try {
      return parse(file, ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    } catch (ArithmeticException | NumberFormatException | BufferUnderflowException e) {
      throw new Refused(file + " is cut short or damaged; write it again with numpy.save");
    }
  }

  private static InputLaw.Given parse(Path file, ByteBuffer bytes) {
    byte[] magic = new byte[MAGIC.length];
    bytes.order(ByteOrder.LITTLE_ENDIAN).get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new Refused(file + " is no .npy file; write it with numpy.save");
    }
    int version = bytes.get();
    bytes.get();
    int length = version == 1 ? bytes.getShort() & 0xFFFF : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    bytes.get(text);
    String header = new String(text, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !shape.find() || header.contains("'fortran_order': True")) {
      throw new Refused(
          file + " holds no plain array in C order; write numpy.ascontiguousarray(x)");
    }
    int[] dims =
        Arrays.stream(shape.group(1).split(","))
            .map(String::trim)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    int n = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    if (Arrays.stream(dims).anyMatch(d -> d < 0)) {
      throw new BufferUnderflowException();
    }
    bytes.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String kind = type.group(2) + type.group(3);
    if ((long) n * Integer.parseInt(type.group(3)) > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    double[] elements = new double[n];
    for (int i = 0; i < n; i++) {
      elements[i] = next(file, bytes, kind);
    }
    return new InputLaw.Given(dims, elements);
  }

  private static double next(Path file, ByteBuffer bytes, String kind) {
    return switch (kind) {
      case "f4" -> bytes.getFloat();
      case "f8" -> bytes.getDouble();
      case "i8", "u8" -> bytes.getLong();
      case "i4" -> bytes.getInt();
      case "u4" -> bytes.getInt() & 0xFFFFFFFFL;
      case "i2" -> bytes.getShort();
      case "i1" -> bytes.get();
      case "u1", "b1" -> bytes.get() & 0xFF;
      default ->
          throw new Refused(
              file + " holds elements of type " + kind + "; write x.astype('float32') or 'int64'");
    };
  }
}
