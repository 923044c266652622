package dev.initlint.linking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Classes that belong together, with those that their lambdas become. */
final class LinkedClasses {
  /** Class files from here on, of Java 11, know of nests, whose members share what is private. */
  private static final int NESTS = Opcodes.V11;

  /** Where a class file has its version. */
  private static final int VERSION = 6;

  private final Map<String, byte[]> linked = new LinkedHashMap<>();
  private final Map<String, List<String>> members = new LinkedHashMap<>();

  private LinkedClasses() {}

  /**
   * Links all classes.
   *
   * @param classes class files by internal name, with all nests whole
   * @return the class files that take their place, and new ones
   */
  static Map<String, byte[]> of(Map<String, byte[]> classes) {
    LinkedClasses all = new LinkedClasses();
    classes.forEach(all::link);
    all.members.forEach(all::admit);
    return all.linked;
  }

  private void link(String name, byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(0);
    CallSites sites = new CallSites(writer);
    if (reader.readUnsignedShort(VERSION) >= NESTS) {
      reader.accept(sites, 0);
    }
    linked.put(name, sites.replaced() ? writer.toByteArray() : bytes);
    if (!sites.functions().isEmpty()) {
      linked.putAll(sites.functions());
      members
          .computeIfAbsent(sites.host(), h -> new ArrayList<>())
          .addAll(sites.functions().keySet());
    }
  }

  /** Names the new members of a nest in its host, without which they would not be let in. */
  private void admit(String host, List<String> added) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(linked.get(host))
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public void visitEnd() {
                added.forEach(this::visitNestMember);
                super.visitEnd();
              }
            },
            0);
    linked.put(host, writer.toByteArray());
  }
}
