package dev.initlint.linking;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Turns a value on the stack into one of another type, as the call of a lambda does. */
final class Boxes {
  private static final String OBJECT = "java/lang/Object";

  private Boxes() {}

  /** The class that values of a primitive type are boxed in; null for other types. */
  static String of(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      case Type.DOUBLE -> "java/lang/Double";
      default -> null;
    };
  }

  /** Writes the conversion; false where it takes more than a cast, a box or an unboxing. */
  static boolean convert(Type from, Type into, MethodVisitor to) {
    if (from.equals(into)) {
      return true;
    }
    if (into.getSort() == Type.VOID) {
      to.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
      return true;
    }
    String box = of(from);
    String unboxed = of(into);
    if (from.getSort() == Type.VOID || (box != null && unboxed != null)) {
      return false;
    }
    if (box != null) {
      boolean taken = into.getInternalName().equals(box) || into.getInternalName().equals(OBJECT);
      to.visitMethodInsn(
          Opcodes.INVOKESTATIC, box, "valueOf", "(" + from + ")L" + box + ";", false);
      return taken;
    }
    if (unboxed != null) {
      cast(from, unboxed, to);
      to.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, unboxed, into.getClassName() + "Value", "()" + into, false);
      return from.getInternalName().equals(unboxed) || from.getInternalName().equals(OBJECT);
    }
    cast(from, into.getInternalName(), to);
    return true;
  }

  private static void cast(Type from, String into, MethodVisitor to) {
    if (!into.equals(OBJECT) && !into.equals(from.getInternalName())) {
      to.visitTypeInsn(Opcodes.CHECKCAST, into);
    }
  }
}
