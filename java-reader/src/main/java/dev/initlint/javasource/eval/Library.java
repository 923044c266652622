package dev.initlint.javasource.eval;

import java.util.List;

/** What a framework's classes do when source constructs them or calls their static members. */
public interface Library {
  /** The framework whose classes this library explains. */
  LibraryClass.Origin origin();

  /**
   * True for classes whose behaviour is modelled, so that their own source need not be run.
   *
   * @param qualified name with package and enclosing types
   */
  boolean explains(String qualified);

  /** True for a package of the framework's own machinery, in which no models are defined. */
  default boolean implementation(String packageName) {
    return false;
  }

  /** True for a layer that is no model of its own, so that its own source is not read as one. */
  default boolean buildingBlock(LibraryClass type) {
    return false;
  }

  /** Calls a constructor; {@link HostObject#UNHANDLED} when nothing is known of the class. */
  Object construct(Interpreter in, LibraryClass type, List<Object> args, Site site);

  /** Calls a static method; {@link HostObject#UNHANDLED} when nothing is known of it. */
  Object callStatic(Interpreter in, LibraryClass type, String method, List<Object> args, Site site);

  /**
   * Calls a method of an enum constant; {@link HostObject#UNHANDLED} when it is an ordinary one.
   */
  default Object callConstant(
      Interpreter in, EnumConstant constant, String method, List<Object> args, Site site) {
    return HostObject.UNHANDLED;
  }

  /**
   * An object of a class as a caller hands it over, of which nothing but its kind is known; {@link
   * HostObject#UNHANDLED} where that tells nothing.
   */
  default Object handedOver(LibraryClass type) {
    return HostObject.UNHANDLED;
  }

  /** Reads a static field; {@link HostObject#UNHANDLED} when it is an ordinary constant. */
  Object staticField(LibraryClass type, String name, Site site);

  /**
   * The framework's part of a project object whose class extends {@code type}.
   *
   * @return null when the class has no behaviour the reader models
   */
  HostObject superPart(
      Interpreter in, LibraryClass type, List<Object> args, JavaObject self, Site site);
}
