package dev.initlint.linking;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class that a lambda becomes: what it captures in fields, and one method that calls the
 * lambda's body, or the method referred to, with them and its own parameters. As with the JVM's
 * own, one that captures nothing has a single instance.
 */
final class FunctionClass {
  /** The static method that gives an instance for what is captured. */
  static final String OF = "of";

  private static final String INIT = "<init>";
  private static final String SINGLE = "SINGLE";

  private final String name;
  private final String method;
  private final String descriptor;
  private final Type[] captured;
  private final ClassWriter to = new ClassWriter(ClassWriter.COMPUTE_MAXS);

  /**
   * @param host of the nest, so that private methods can be called
   * @param method the one that the functional interface leaves open
   * @param descriptor what is captured, and the interface
   */
  FunctionClass(String name, String host, String method, String descriptor) {
    this.name = name;
    this.method = method;
    this.descriptor = descriptor;
    captured = Type.getArgumentTypes(descriptor);
    to.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        "java/lang/Object",
        new String[] {Type.getReturnType(descriptor).getInternalName()});
    to.visitNestHost(host);
  }

  /**
   * The class file; null where types are converted in a way that is left to the JVM.
   *
   * @param erased the interface's method
   * @param body what is called
   * @param actual the interface's method with the types that it has here
   */
  byte[] calling(Type erased, Handle body, Type actual) {
    constructor();
    if (captured.length == 0) {
      single();
    }
    of();
    MethodVisitor m =
        to.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    m.visitCode();
    if (!call(m, erased, body, actual)) {
      return null;
    }
    m.visitInsn(erased.getReturnType().getOpcode(Opcodes.IRETURN));
    return ended(m);
  }

  private byte[] ended(MethodVisitor m) {
    end(m);
    to.visitEnd();
    return to.toByteArray();
  }

  private boolean call(MethodVisitor m, Type erased, Handle body, Type actual) {
    boolean creates = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    if (creates) {
      m.visitTypeInsn(Opcodes.NEW, body.getOwner());
      m.visitInsn(Opcodes.DUP);
    }
    List<Type> wanted = new ArrayList<>();
    if (!creates && body.getTag() != Opcodes.H_INVOKESTATIC) {
      wanted.add(Type.getObjectType(body.getOwner()));
    }
    wanted.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
    boolean plain = true;
    for (int i = 0; i < captured.length; i++) {
      m.visitVarInsn(Opcodes.ALOAD, 0);
      m.visitFieldInsn(Opcodes.GETFIELD, name, "captured" + i, captured[i].getDescriptor());
      plain &= Boxes.convert(captured[i], wanted.get(i), m);
    }
    Type[] given = erased.getArgumentTypes();
    int place = 1;
    for (int i = 0; i < given.length; i++) {
      Type at = actual.getArgumentTypes()[i];
      m.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), place);
      place += given[i].getSize();
      plain &= Boxes.convert(given[i], at, m);
      plain &= Boxes.convert(at, wanted.get(captured.length + i), m);
    }
    m.visitMethodInsn(
        opcode(body), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result =
        creates ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
    return plain
        && Boxes.convert(result, actual.getReturnType(), m)
        && Boxes.convert(actual.getReturnType(), erased.getReturnType(), m);
  }

  /** Private methods of a nest are called as others are. */
  private static int opcode(Handle body) {
    return switch (body.getTag()) {
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    };
  }

  private void constructor() {
    MethodVisitor m = to.visitMethod(Opcodes.ACC_PRIVATE, INIT, constructorType(), null, null);
    m.visitCode();
    m.visitVarInsn(Opcodes.ALOAD, 0);
    m.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", INIT, "()V", false);
    int place = 1;
    for (int i = 0; i < captured.length; i++) {
      String type = captured[i].getDescriptor();
      to.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "captured" + i, type, null, null)
          .visitEnd();
      m.visitVarInsn(Opcodes.ALOAD, 0);
      m.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), place);
      m.visitFieldInsn(Opcodes.PUTFIELD, name, "captured" + i, type);
      place += captured[i].getSize();
    }
    m.visitInsn(Opcodes.RETURN);
    end(m);
  }

  private void single() {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    to.visitField(access, SINGLE, "L" + name + ";", null, null).visitEnd();
    MethodVisitor m = to.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    m.visitCode();
    create(m);
    m.visitFieldInsn(Opcodes.PUTSTATIC, name, SINGLE, "L" + name + ";");
    m.visitInsn(Opcodes.RETURN);
    end(m);
  }

  private void of() {
    MethodVisitor m = to.visitMethod(Opcodes.ACC_STATIC, OF, descriptor, null, null);
    m.visitCode();
    if (captured.length == 0) {
      m.visitFieldInsn(Opcodes.GETSTATIC, name, SINGLE, "L" + name + ";");
    } else {
      create(m);
    }
    m.visitInsn(Opcodes.ARETURN);
    end(m);
  }

  /** An instance for the parameters of the method that is being written. */
  private void create(MethodVisitor m) {
    m.visitTypeInsn(Opcodes.NEW, name);
    m.visitInsn(Opcodes.DUP);
    int place = 0;
    for (Type type : captured) {
      m.visitVarInsn(type.getOpcode(Opcodes.ILOAD), place);
      place += type.getSize();
    }
    m.visitMethodInsn(Opcodes.INVOKESPECIAL, name, INIT, constructorType(), false);
  }

  private String constructorType() {
    return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
  }

  private static void end(MethodVisitor m) {
    m.visitMaxs(0, 0);
    m.visitEnd();
  }
}
