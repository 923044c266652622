package dev.initlint.engine.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records of this tool as bytes and back, component by component, so that a component that is added
 * is kept without a word here. What is neither a record nor plain is refused, never dropped.
 */
final class RecordCodec {
  private static final String OURS = "dev.initlint.";
  private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

  private RecordCodec() {}

  /** Thrown where something cannot be written, or what was read is no record. */
  static final class NotPlain extends IOException {
    private static final long serialVersionUID = 1;

    NotPlain(String what) {
      super(what);
    }
  }

  /** How a record is taken apart and made. */
  private record Shape(Constructor<?> constructor, RecordComponent[] components) {
    static Shape of(Class<?> type) {
      return SHAPES.computeIfAbsent(
          type,
          t -> {
            RecordComponent[] parts = t.getRecordComponents();
            Class<?>[] types =
                Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
              Constructor<?> constructor = t.getDeclaredConstructor(types);
              constructor.setAccessible(true);
              Arrays.stream(parts).forEach(p -> p.getAccessor().setAccessible(true));
              return new Shape(constructor, parts);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  static byte[] bytes(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(value, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static Object value(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Object value = read(in);
    if (in.read() >= 0) {
      throw new NotPlain("more than one value");
    }
    return value;
  }

  private static void write(Object value, DataOutputStream to) throws IOException {
    if (value == null) {
      to.writeByte('0');
    } else if (value instanceof String text) {
      to.writeByte('S');
      text(text, to);
    } else if (value instanceof Boolean truth) {
      to.writeByte(truth ? 'T' : 'F');
    } else if (value instanceof Integer number) {
      to.writeByte('I');
      to.writeInt(number);
    } else if (value instanceof Long number) {
      to.writeByte('J');
      to.writeLong(number);
    } else if (value instanceof Double number) {
      to.writeByte('D');
      to.writeDouble(number);
    } else if (value instanceof Path path) {
      to.writeByte('P');
      text(path.toString(), to);
    } else if (value instanceof Enum<?> constant) {
      to.writeByte('E');
      text(constant.getDeclaringClass().getName(), to);
      text(constant.name(), to);
    } else if (value instanceof List<?> list) {
      many('L', list, to);
    } else if (value instanceof Set<?> set) {
      many('X', set, to);
    } else if (value instanceof Map<?, ?> map) {
      to.writeByte('M');
      to.writeInt(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        write(entry.getKey(), to);
        write(entry.getValue(), to);
      }
    } else if (value instanceof Record record) {
      record(record, to);
    } else {
      throw new NotPlain(value.getClass().getName());
    }
  }

  private static void many(char tag, Iterable<?> items, DataOutputStream to) throws IOException {
    List<Object> all = new ArrayList<>();
    items.forEach(all::add);
    to.writeByte(tag);
    to.writeInt(all.size());
    for (Object item : all) {
      write(item, to);
    }
  }

  private static void record(Record value, DataOutputStream to) throws IOException {
    Shape shape = Shape.of(value.getClass());
    to.writeByte('R');
    text(value.getClass().getName(), to);
    to.writeInt(shape.components().length);
    try {
      for (RecordComponent component : shape.components()) {
        write(component.getAccessor().invoke(value), to);
      }
    } catch (ReflectiveOperationException e) {
      throw new NotPlain(value.getClass().getName());
    }
  }

  private static void text(String text, DataOutputStream to) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static String text(DataInputStream from) throws IOException {
    int length = from.readInt();
    if (length < 0 || length > from.available()) {
      throw new NotPlain("a text that is cut short");
    }
    return new String(from.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static Object read(DataInputStream from) throws IOException {
    int tag = from.readByte();
    return switch (tag) {
      case '0' -> null;
      case 'S' -> text(from);
      case 'T' -> true;
      case 'F' -> false;
      case 'I' -> from.readInt();
      case 'J' -> from.readLong();
      case 'D' -> from.readDouble();
      case 'P' -> Path.of(text(from));
      case 'E' -> constant(text(from), text(from));
      case 'L' -> items(from);
      case 'X' -> new TreeSet<>(items(from));
      case 'M' -> map(from);
      case 'R' -> record(from);
      default -> throw new NotPlain("no such kind of value");
    };
  }

  private static List<Object> items(DataInputStream from) throws IOException {
    int size = from.readInt();
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(read(from));
    }
    return items;
  }

  private static Map<Object, Object> map(DataInputStream from) throws IOException {
    int size = from.readInt();
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(read(from), read(from));
    }
    return map;
  }

  private static Class<?> ours(String name) throws NotPlain {
    try {
      if (name.startsWith(OURS)) {
        return Class.forName(name, false, RecordCodec.class.getClassLoader());
      }
    } catch (ClassNotFoundException e) {
      // The same for both: what is written elsewhere is not read.
    }
    throw new NotPlain(name);
  }

  private static Object constant(String type, String name) throws NotPlain {
    for (Object constant : ours(type).getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new NotPlain(type + "." + name);
  }

  private static Object record(DataInputStream from) throws IOException {
    Class<?> type = ours(text(from));
    if (!type.isRecord()) {
      throw new NotPlain(type.getName());
    }
    Shape shape = Shape.of(type);
    if (from.readInt() != shape.components().length) {
      throw new NotPlain(type.getName() + " of another version");
    }
    Object[] parts = new Object[shape.components().length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = read(from);
    }
    try {
      return shape.constructor().newInstance(parts);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new NotPlain(type.getName());
    }
  }
}
