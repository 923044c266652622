package dev.initlint.linking;

import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Replaces the calls of one class that are linked when they are first made: lambdas and method
 * references by instances of classes, {@code equals} and {@code hashCode} of a record by code. What
 * is out of the ordinary, as lambdas that can be serialised, is left to the JVM.
 */
final class CallSites extends ClassVisitor {
  private final Map<String, byte[]> functions = new LinkedHashMap<>();
  private boolean replaced;
  private String name;
  private String host;

  CallSites(ClassVisitor to) {
    super(Opcodes.ASM9, to);
  }

  /** The classes that lambdas became, by internal name. */
  Map<String, byte[]> functions() {
    return functions;
  }

  /** Whether the class is another than it was. */
  boolean replaced() {
    return replaced;
  }

  /** The host of the nest that the class and its functions are members of. */
  String host() {
    return host;
  }

  @Override
  public void visit(
      int version, int access, String internal, String signature, String above, String[] of) {
    name = internal;
    host = internal;
    super.visit(version, access, internal, signature, above, of);
  }

  @Override
  public void visitNestHost(String internal) {
    host = internal;
    super.visitNestHost(internal);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] thrown) {
    return new Calls(super.visitMethod(access, method, descriptor, signature, thrown));
  }

  private final class Calls extends MethodVisitor {

    Calls(MethodVisitor to) {
      super(Opcodes.ASM9, to);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String called, String descriptor, Handle by, Object... with) {
      if (by.getOwner().equals("java/lang/invoke/LambdaMetafactory")
          && by.getName().equals("metafactory")) {
        String function = name + "$$Function" + functions.size();
        byte[] bytes =
            new FunctionClass(function, host, called, descriptor)
                .calling((Type) with[0], (Handle) with[1], (Type) with[2]);
        if (bytes != null) {
          functions.put(function, bytes);
          replaced = true;
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, function, FunctionClass.OF, descriptor, false);
          return;
        }
      }
      if (by.getOwner().equals("java/lang/runtime/ObjectMethods")
          && RecordMethods.write(called, name, with, mv)) {
        replaced = true;
        return;
      }
      super.visitInvokeDynamicInsn(called, descriptor, by, with);
    }

    @Override
    public void visitMaxs(int stack, int locals) {
      super.visitMaxs(Math.max(stack, RecordMethods.STACK), locals);
    }
  }
}
