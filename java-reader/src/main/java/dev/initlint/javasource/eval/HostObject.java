package dev.initlint.javasource.eval;

import java.util.List;

/** An object of a framework, modelled by the reader: it answers to method calls. */
public interface HostObject {
  /** Result of a method that the object does not know. */
  Object UNHANDLED = new Object();

  /**
   * Calls a method.
   *
   * @return its result, null for a Java null, or {@link #UNHANDLED}
   */
  Object call(Interpreter interpreter, String method, List<Object> args, Site site);

  /** True when a parameter declared with this simple type name takes the object. */
  default boolean fits(String typeName) {
    return true;
  }

  /**
   * What a function makes of the object of which only the name is known, as one of a class whose
   * source is not at hand.
   *
   * @param args all arguments of the call, of which the object is one
   */
  default Object passedTo(String function, List<Object> args, Site site) {
    return UNHANDLED;
  }

  /** Value of a public field, or {@link #UNHANDLED}. */
  default Object field(String name) {
    return UNHANDLED;
  }
}
