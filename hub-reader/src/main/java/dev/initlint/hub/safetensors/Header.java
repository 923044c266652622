package dev.initlint.hub.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.stored.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of one file, read as a stream and held to every rule of the format: a JSON object of
 * at most 100 MB, no name twice, and data that is neither shared nor left over.
 */
final class Header {
  /** The format's own bound. */
  static final long LONGEST = 100_000_000;

  /** Tensors of one file; the largest public models have some 100,000 in all their shards. */
  static final int MOST_TENSORS = 1_000_000;

  private static final int DEEPEST = 16;
  private static final int MOST_EXTENTS = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(40)
                  .maxNameLength(1 << 16)
                  .build())
          .build();

  private final String path;
  private final Bytes file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private JsonParser json;

  /**
   * One tensor.
   *
   * @param begin first byte of its data, from the end of the header
   * @param at where in the file the entry stands
   */
  record Entry(String name, DType type, long[] shape, long begin, long end, long at) {}

  private Header(String path, Bytes file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads the header of a file.
   *
   * @throws Malformed at the byte where the file breaks the format
   */
  static Header of(String path, Bytes file) {
    Header header = new Header(path, file);
    header.read();
    return header;
  }

  /** In the order of the header. */
  Map<String, Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** Where the data begins in the file. */
  long dataStart() {
    return 8 + file.number(0, 8);
  }

  private void read() {
    long length = length();
    try (JsonParser parser = JSON.createParser(file.stream(8, 8 + length))) {
      json = parser;
      json.nextToken();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          readMetadata();
        } else {
          tensor(name);
        }
      }
      if (json.nextToken() != null) {
        throw here("more follows the header's closing brace; save the model again");
      }
    } catch (StreamConstraintsException e) {
      throw here("the header is nested deeper, or has a longer name or number, than any model's");
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 8 : 8 + Math.max(0, e.getLocation().getByteOffset());
      throw new Malformed(path, at, "the header is not JSON there; fetch or save the file again");
    } catch (IOException e) {
      throw here("the header is no text in UTF-8; fetch or save the file again");
    }
    Coverage.require(path, this, file.size() - dataStart());
  }

  private long length() {
    if (file.size() < 8) {
      throw new Malformed(
          path, 0, "the file has " + file.size() + " bytes and is cut short; fetch it again");
    }
    long length = file.number(0, 8);
    if (length < 0 || length > LONGEST) {
      throw new Malformed(
          path,
          0,
          "the header claims "
              + Long.toUnsignedString(length)
              + " bytes, more than the 100 MB the format allows: the file is damaged or not"
              + " safetensors");
    }
    if (length > file.size() - 8) {
      throw new Malformed(
          path,
          0,
          "the header claims "
              + length
              + " bytes and the file has only "
              + (file.size() - 8)
              + " more: it is cut short; fetch it again");
    }
    if (length < 2 || file.at(8) != '{' || file.at(9) == 0) {
      throw new Malformed(
          path, 8, "the header does not begin with {: the file is damaged or not safetensors");
    }
    return length;
  }

  private void readMetadata() throws IOException {
    requireObject("__metadata__");
    if (!metadata.isEmpty()) {
      throw here("\"__metadata__\" is there for the second time; save the model again");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw here("\"__metadata__\" maps names to texts, and " + Quoted.name(key) + " to another");
      }
      metadata.put(key, json.getText());
    }
  }

  private void tensor(String name) throws IOException {
    long at = offset();
    requireObject(name);
    if (entries.containsKey(name)) {
      throw new Malformed(
          path, at, "tensor " + Quoted.name(name) + " is there twice; save the model again");
    }
    if (entries.size() >= MOST_TENSORS) {
      throw new Malformed(path, at, "it has more than a million tensors, as no model has");
    }
    DType type = null;
    long[] shape = null;
    long[] offsets = null;
    Set<String> seen = new HashSet<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (!seen.add(key)) {
        throw here(of(name) + " states " + Quoted.name(key) + " twice; save the model again");
      }
      json.nextToken();
      switch (key) {
        case "dtype" -> type = type(name);
        case "shape" -> shape = numbers(name, "shape", MOST_EXTENTS);
        case "data_offsets" -> offsets = numbers(name, "data_offsets", 2);
        default -> json.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      String lacks = type == null ? "dtype" : shape == null ? "shape" : "pair of data_offsets";
      throw new Malformed(path, at, of(name) + " has no " + lacks + "; save the model again");
    }
    entries.put(name, entry(name, type, shape, offsets, at));
  }

  private Entry entry(String name, DType type, long[] shape, long[] offsets, long at) {
    long bytes = bytes(name, type, shape, at);
    if (offsets[0] > offsets[1]) {
      throw new Malformed(
          path,
          at,
          of(name)
              + " begins at "
              + offsets[0]
              + " and ends before, at "
              + offsets[1]
              + "; save the model again");
    }
    if (offsets[1] - offsets[0] != bytes) {
      throw new Malformed(
          path,
          at,
          of(name)
              + " needs "
              + bytes
              + " bytes by its shape and dtype and claims "
              + (offsets[1] - offsets[0])
              + "; save the model again");
    }
    return new Entry(name, type, shape, offsets[0], offsets[1], at);
  }

  private long bytes(String name, DType type, long[] shape, long at) {
    try {
      long n = 1;
      boolean empty = false;
      for (long extent : shape) {
        empty |= extent == 0;
        n = Math.multiplyExact(n, Math.max(1, extent));
      }
      long bits = Math.multiplyExact(empty ? 0 : n, type.bits());
      if (bits % 8 != 0) {
        throw new Malformed(path, at, of(name) + " ends within a byte; save the model again");
      }
      return bits / 8;
    } catch (ArithmeticException e) {
      throw new Malformed(
          path, at, of(name) + " has a shape of more elements than 2^63; save the model again");
    }
  }

  private DType type(String name) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw here(of(name) + " has a dtype that is no text; save the model again");
    }
    String text = json.getText();
    return DType.of(text)
        .orElseThrow(
            () ->
                here(
                    of(name)
                        + " has the unknown dtype "
                        + Quoted.name(text)
                        + "; known are "
                        + DType.names()));
  }

  private long[] numbers(String name, String key, int most) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw here(of(name) + " has a " + key + " that is no list; save the model again");
    }
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && json.getLongValue() >= 0;
      if (!whole || numbers.size() >= most) {
        throw here(
            of(name)
                + (whole
                    ? " has more than " + most + " numbers as " + key
                    : " has a " + key + " that is no whole number from 0 to 2^63 - 1")
                + "; save the model again");
      }
      numbers.add(json.getLongValue());
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private void requireObject(String name) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw here(Quoted.name(name) + " is described by no object; save the model again");
    }
  }

  private static String of(String name) {
    return "tensor " + Quoted.name(name);
  }

  private long offset() {
    return 8 + Math.max(0, json.currentTokenLocation().getByteOffset());
  }

  private Malformed here(String reason) {
    return new Malformed(path, json == null ? 8 : offset(), reason);
  }
}
