package dev.initlint.linking;

import java.util.Arrays;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * {@code equals} and {@code hashCode} of a record as {@code java.lang.runtime.ObjectMethods} has
 * them, hash for hash; {@code toString}, which few calls need, is left to it.
 */
final class RecordMethods {
  /** What the code needs of the stack: two components of two words each, or one and a sum. */
  static final int STACK = 4;

  private RecordMethods() {}

  /**
   * Writes what a method of a record does, whose parameters lie on the stack and in the first
   * places; leaves the result on the stack.
   *
   * @param with what the JVM would be given: the record, names, and a getter for each component
   * @return false if nothing was written
   */
  static boolean write(String method, String name, Object[] with, MethodVisitor to) {
    Handle[] components = Arrays.copyOfRange(with, 2, with.length, Handle[].class);
    switch (method) {
      case "hashCode" -> hashCode(components, to);
      case "equals" -> equals(name, components, to);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void hashCode(Handle[] components, MethodVisitor to) {
    to.visitInsn(Opcodes.POP);
    to.visitInsn(Opcodes.ICONST_0);
    for (Handle component : components) {
      to.visitIntInsn(Opcodes.BIPUSH, 31);
      to.visitInsn(Opcodes.IMUL);
      to.visitVarInsn(Opcodes.ALOAD, 0);
      get(component, to);
      String type = component.getDesc();
      String by = Boxes.of(Type.getType(type));
      if (by == null) {
        call("java/util/Objects", "hashCode", "(Ljava/lang/Object;)I", to);
      } else {
        call(by, "hashCode", "(" + type + ")I", to);
      }
      to.visitInsn(Opcodes.IADD);
    }
  }

  private static void equals(String name, Handle[] components, MethodVisitor to) {
    Label yes = new Label();
    Label no = new Label();
    to.visitInsn(Opcodes.POP2);
    to.visitVarInsn(Opcodes.ALOAD, 0);
    to.visitVarInsn(Opcodes.ALOAD, 1);
    to.visitJumpInsn(Opcodes.IF_ACMPEQ, yes);
    to.visitVarInsn(Opcodes.ALOAD, 1);
    to.visitTypeInsn(Opcodes.INSTANCEOF, name);
    to.visitJumpInsn(Opcodes.IFEQ, no);
    for (Handle component : components) {
      to.visitVarInsn(Opcodes.ALOAD, 0);
      get(component, to);
      to.visitVarInsn(Opcodes.ALOAD, 1);
      to.visitTypeInsn(Opcodes.CHECKCAST, name);
      get(component, to);
      String type = component.getDesc();
      String by = Boxes.of(Type.getType(type));
      if (by == null) {
        call("java/util/Objects", "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z", to);
        to.visitJumpInsn(Opcodes.IFEQ, no);
      } else {
        call(by, "compare", "(" + type + type + ")I", to);
        to.visitJumpInsn(Opcodes.IFNE, no);
      }
    }
    to.visitLabel(yes);
    to.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    to.visitInsn(Opcodes.ICONST_1);
    to.visitInsn(Opcodes.IRETURN);
    to.visitLabel(no);
    to.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    to.visitInsn(Opcodes.ICONST_0);
  }

  private static void get(Handle field, MethodVisitor to) {
    to.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
  }

  private static void call(String owner, String method, String descriptor, MethodVisitor to) {
    to.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
  }
}
