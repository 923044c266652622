package dev.initlint.linking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class LinkedClassesTest {
  private static final String HERE = "dev/initlint/linking/";

  @TempDir Path folder;

  @Test
  void linkedClassesDoWhatTheyDid() throws ReflectiveOperationException, IOException {
    Map<String, byte[]> linked = LinkedClasses.of(samples());
    Object copy =
        new Loader(linked).loadClass(Samples.class.getName()).getConstructor().newInstance();
    assertThat(((Supplier<?>) copy).get()).isEqualTo(new Samples().get());
    assertThat(copy.getClass()).isNotEqualTo(Samples.class);
  }

  @Test
  void nothingIsLeftToLinkButWhatIsSerialisedOrPrinted() throws IOException {
    assertThat(calls(samples())).hasSizeGreaterThan(25);
    assertThat(calls(LinkedClasses.of(samples()))).containsOnly("altMetafactory", "toString");
  }

  @Test
  void aJarIsRewrittenTheSameWayEachTime() throws IOException {
    Path jar = folder.resolve("initlint-samples.jar");
    Path other = folder.resolve("library.jar");
    for (Path p : List.of(jar, other)) {
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(p))) {
        add(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n".getBytes());
        for (Map.Entry<String, byte[]> c : samples().entrySet()) {
          add(out, c.getKey() + ".class", c.getValue());
        }
      }
    }
    byte[] before = Files.readAllBytes(other);
    Main.main(new String[] {folder.toString()});
    byte[] once = Files.readAllBytes(jar);
    Files.write(jar, before);
    Main.main(new String[] {folder.toString()});
    assertThat(Arrays.equals(once, before)).isFalse();
    assertThat(Arrays.equals(once, Files.readAllBytes(jar))).isTrue();
    assertThat(Arrays.equals(before, Files.readAllBytes(other))).as("not ours").isTrue();
    LinkedJar.link(jar);
    assertThat(Arrays.equals(once, Files.readAllBytes(jar))).as("linked already").isTrue();
  }

  private static void add(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(1_700_000_000_000L);
    out.putNextEntry(entry);
    out.write(bytes);
  }

  private static Map<String, byte[]> samples() throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (String name : List.of("", "$Pair", "$Nothing", "$Shape", "$Inner")) {
      String file = "Samples" + name;
      try (InputStream in = LinkedClassesTest.class.getResourceAsStream(file + ".class")) {
        classes.put(HERE + file, in.readAllBytes());
      }
    }
    return classes;
  }

  /** What is linked at a first call: by which method, or, of a record, which method. */
  private static List<String> calls(Map<String, byte[]> classes) {
    List<String> calls = new ArrayList<>();
    ClassVisitor all =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitInvokeDynamicInsn(
                  String called, String type, Handle by, Object... with) {
                calls.add(by.getName().equals("bootstrap") ? called : by.getName());
              }
            };
          }
        };
    classes.values().forEach(c -> new ClassReader(c).accept(all, 0));
    return calls;
  }

  /** Loads the classes anew in place of those of the tests. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(LinkedClassesTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = classes.get(name.replace('.', '/'));
      Class<?> loaded = findLoadedClass(name);
      return loaded != null
          ? loaded
          : bytes == null
              ? super.loadClass(name, resolve)
              : defineClass(name, bytes, 0, bytes.length);
    }
  }
}
