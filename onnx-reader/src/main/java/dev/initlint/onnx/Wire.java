package dev.initlint.onnx;

import dev.initlint.stored.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one message of a protocol buffer where it lies, checking every length against
 * the message that holds it. Nothing is copied unless it is asked for.
 *
 * <p>Wire format: https://protobuf.dev/programming-guides/encoding
 */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;
  private static final int LONGEST_NAME = 1 << 20;

  private final Bytes bytes;
  private final Message message;
  private final long end;
  private long position;
  private long tagAt;
  private int field;
  private int type;

  Wire(Bytes bytes, Message message, long from, long end) {
    this.bytes = bytes;
    this.message = message;
    this.position = from;
    this.end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() {
    if (position == end) {
      return false;
    }
    tagAt = position;
    long tag = rawVarint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag >>> 32 != 0 || field == 0) {
      throw malformed("has a field number that the format does not allow");
    }
    return true;
  }

  /** Number of the current field; 0, which no field has, where its wire type is not its own. */
  int field() {
    return message.defines(field, type) ? field : 0;
  }

  /** Wire type of the current field. */
  int type() {
    return type;
  }

  /** Offset of the current field's tag. */
  long tagAt() {
    return tagAt;
  }

  long position() {
    return position;
  }

  Bytes bytes() {
    return bytes;
  }

  /** The current field as a number. */
  long varint() {
    expect(VARINT);
    return rawVarint();
  }

  float real32() {
    expect(FIXED32);
    return Float.intBitsToFloat((int) bytes.number(take(4), 4));
  }

  /** The current field as a message of its own. */
  Wire message(Message kind) {
    long length = length();
    long from = take(length);
    return new Wire(bytes, kind, from, from + length);
  }

  /** Length of the current field's payload; the position moves to its first byte. */
  long length() {
    expect(LENGTH);
    long length = rawVarint();
    if (length < 0 || length > end - position) {
      throw malformed(
          "holds a part of "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - position)
              + " are left");
    }
    return length;
  }

  /** Steps over {@code length} bytes and gives the offset of the first. */
  long take(long length) {
    if (length > end - position) {
      throw malformed("ends in the middle of a value");
    }
    long from = position;
    position += length;
    return from;
  }

  /** The current field as text; bytes that are not UTF-8 become replacement characters. */
  String text(Budget budget) {
    return textOf(length(), budget);
  }

  /** The current field as text that is not kept; what is too long to be one is empty. */
  String passingText() {
    long length = length();
    long from = take(length);
    return length > LONGEST_NAME
        ? ""
        : new String(bytes.copy(from, (int) length), StandardCharsets.UTF_8);
  }

  /** The next {@code length} bytes as text. */
  String textOf(long length, Budget budget) {
    if (length > LONGEST_NAME) {
      throw malformed("has a name of " + length + " bytes");
    }
    budget.spend(80 + length, tagAt);
    long from = take(length);
    return new String(bytes.copy(from, (int) length), StandardCharsets.UTF_8);
  }

  /** Appends the integers of a repeated field, packed or not. */
  void integers(LongList to, Budget budget) {
    if (type != LENGTH) {
      budget.spend(8, tagAt);
      to.add(varint());
      return;
    }
    long stop = length() + position;
    while (position < stop) {
      budget.spend(8, tagAt);
      to.add(rawVarint());
    }
    if (position != stop) {
      throw malformed("has packed numbers that end in the middle of one");
    }
  }

  /** Steps over the current field. */
  void skip() {
    switch (type) {
      case VARINT -> rawVarint();
      case FIXED64 -> take(8);
      case FIXED32 -> take(4);
      case LENGTH -> take(length());
      default -> throw malformed("has a field of wire type " + type + ", which ONNX never uses");
    }
  }

  private void expect(int wanted) {
    if (type != wanted) {
      throw malformed(
          "has field " + field + " with wire type " + type + " where " + wanted + " belongs");
    }
  }

  private long rawVarint() {
    long v = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (position == end) {
        throw malformed("ends in the middle of a number");
      }
      byte b = bytes.at(position++);
      v |= (b & 0x7fL) << 7 * i;
      if (b >= 0) {
        return v;
      }
    }
    throw malformed("has a number of more than " + LONGEST_VARINT + " bytes");
  }

  private Malformed malformed(String what) {
    return new Malformed(
        tagAt,
        message.text()
            + " "
            + what
            + ": the file is damaged, cut short or not ONNX; fetch or export it again");
  }
}
