package dev.initlint.javasource.eval;

import java.util.HashMap;
import java.util.Map;

/** Local variables in one block, the blocks around it, and the object and class they run in. */
public final class Scope {
  private final Scope parent;
  private final Map<String, Object> variables = new HashMap<>(8);
  private final ClassDef type;
  private final JavaObject self;

  private Scope(Scope parent, ClassDef type, JavaObject self) {
    this.parent = parent;
    this.type = type;
    this.self = self;
  }

  /** The scope of a method body. */
  static Scope method(ClassDef type, JavaObject self, Scope captured) {
    return new Scope(captured, type, self);
  }

  Scope block() {
    return new Scope(this, type, self);
  }

  ClassDef type() {
    return type;
  }

  JavaObject self() {
    return self;
  }

  void declare(String name, Object value) {
    variables.put(name, value);
  }

  /** The scope that declares the variable, or null. */
  Scope holding(String name) {
    for (Scope s = this; s != null; s = s.parent) {
      if (s.variables.containsKey(name)) {
        return s;
      }
    }
    return null;
  }

  Object get(String name) {
    return variables.get(name);
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  /** Objects whose fields are in reach, innermost first; visits outer instances of inner ones. */
  Iterable<JavaObject> receivers() {
    java.util.List<JavaObject> found = new java.util.ArrayList<>();
    java.util.Set<Scope> seen =
        java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    java.util.ArrayDeque<Scope> open = new java.util.ArrayDeque<>();
    open.add(this);
    while (!open.isEmpty()) {
      Scope s = open.poll();
      if (!seen.add(s)) {
        continue;
      }
      if (s.self != null && !found.contains(s.self)) {
        found.add(s.self);
        if (s.self.captured() != null) {
          open.add(s.self.captured());
        }
      }
      if (s.parent != null) {
        open.add(s.parent);
      }
    }
    return found;
  }
}
