package dev.initlint.verify.tensor;

/**
 * Decides between the two kinds of {@link Lanes} at the first use.
 *
 * <p>The module {@code jdk.incubator.vector} is there in a JVM that was started with {@code
 * --add-modules}, which prints a warning. The launcher instead exports the loader of modules to
 * this class, which then adds the module without one.
 */
final class LaneChoice {
  private static final String MODULE = "jdk.incubator.vector";

  static final Lanes BEST = best();

  private LaneChoice() {}

  private static Lanes best() {
    // Graal's compiler leaves vectors as objects.
    if (System.getProperty("java.vm.version", "").contains("jvmci")) {
      return PlainLanes.INSTANCE;
    }
    try {
      if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
        Class.forName("jdk.internal.module.Modules")
            .getMethod("loadModule", String.class)
            .invoke(null, MODULE);
      }
      return (Lanes)
          Class.forName("dev.initlint.verify.tensor.VectorLanes")
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      return PlainLanes.INSTANCE;
    }
  }
}
