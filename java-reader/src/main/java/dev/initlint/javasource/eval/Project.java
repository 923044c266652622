package dev.initlint.javasource.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The classes of files that are read together, and the rules by which names find them. Files other
 * than those in which evaluation starts are parsed when a name first leads to them.
 */
public final class Project {
  /** Files that are parsed at need. */
  public interface Files {
    /** Whether one of them declares a top-level type of this qualified name. */
    boolean declare(String type);

    /** The file that declares a top-level type; null for none, or when it cannot be parsed. */
    SourceFile declaring(String type);
  }

  private final Files others;
  private final Predicate<String> explained;
  private final Map<ClassDef, Object> superclasses = new IdentityHashMap<>();
  private final Map<String, ClassDef> byQualifiedName = new HashMap<>();
  private final List<ClassDef> classes = new ArrayList<>();

  /** Top-level types that were looked for, found or not. */
  private final Set<String> sought = new HashSet<>();

  private final Set<SourceFile> indexed = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Indexes the declared types of {@code files}.
   *
   * @param others what else names may lead to
   * @param explained qualified names of library classes that are modelled even where their own
   *     source is among the files
   */
  public Project(List<SourceFile> files, Files others, Predicate<String> explained) {
    this.others = others;
    this.explained = explained;
    files.forEach(f -> index(f, classes));
  }

  private void index(SourceFile file, List<ClassDef> into) {
    if (indexed.add(file)) {
      file.unit().getTypes().forEach(t -> register(new ClassDef(file, null, t), into));
    }
  }

  private void register(ClassDef c, List<ClassDef> into) {
    into.add(c);
    byQualifiedName.putIfAbsent(c.qualifiedName(), c);
    c.nested().values().forEach(n -> register(n, into));
  }

  /** The class of a qualified name, or null. */
  private ClassDef declared(String qualified) {
    ClassDef known = byQualifiedName.get(qualified);
    String top = topLevel(qualified);
    if (known == null && sought.add(top)) {
      SourceFile file = others.declaring(top);
      if (file != null) {
        index(file, new ArrayList<>());
        return byQualifiedName.get(qualified);
      }
    }
    return known;
  }

  private boolean exists(String qualified) {
    String top = topLevel(qualified);
    return byQualifiedName.containsKey(qualified)
        || others.declare(top) && (top.equals(qualified) || declared(qualified) != null);
  }

  /** Package parts start in lower case, and the first that does not is a top-level type. */
  private static String topLevel(String qualified) {
    int start = 0;
    for (int dot; (dot = qualified.indexOf('.', start)) >= 0; start = dot + 1) {
      if (Character.isUpperCase(qualified.charAt(start))) {
        return qualified.substring(0, dot);
      }
    }
    return qualified;
  }

  /** The classes of the files in which evaluation starts, enclosing ones before nested ones. */
  public List<ClassDef> classes() {
    return classes;
  }

  /**
   * The class a simple name means.
   *
   * @param from class in whose body the name stands
   * @return a {@link ClassDef}, a {@link LibraryClass}, or null when the name is no type
   */
  Object resolve(String name, ClassDef from) {
    for (ClassDef c = from; c != null; c = c.outer()) {
      if (c.name().equals(name)) {
        return c;
      }
      ClassDef inherited = nested(c, name, 8);
      if (inherited != null) {
        return inherited;
      }
    }
    SourceFile file = from.file();
    String imported = file.imported(name);
    if (imported != null) {
      return qualified(imported);
    }
    String p = file.packageName();
    String same = p.isEmpty() ? name : p + "." + name;
    if (exists(same) || KnownClasses.contains(p, name)) {
      return qualified(same);
    }
    for (String wildcard : file.wildcards()) {
      if (exists(wildcard + "." + name)) {
        return qualified(wildcard + "." + name);
      }
    }
    for (String wildcard : file.wildcards()) {
      if (KnownClasses.contains(wildcard, name)) {
        return LibraryClass.ofQualified(wildcard + "." + name);
      }
    }
    return KnownClasses.PLATFORM.contains(name)
        ? new LibraryClass(LibraryClass.Origin.PLATFORM, name)
        : null;
  }

  /** A nested type of a class or of its project superclasses. */
  ClassDef nested(ClassDef c, String name, int depth) {
    ClassDef found = c.nested().get(name);
    if (found != null || depth == 0) {
      return found;
    }
    ClassDef parent = projectSuperclass(c);
    return parent == null || parent == c ? null : nested(parent, name, depth - 1);
  }

  /** The class of a fully qualified name, of the project or not. */
  Object qualified(String name) {
    ClassDef c = explained.test(name) ? null : declared(name);
    return c == null ? LibraryClass.ofQualified(name) : c;
  }

  /** The project class that {@code c} extends, or null. */
  public ClassDef projectSuperclass(ClassDef c) {
    return superclass(c) instanceof ClassDef d && d != c ? d : null;
  }

  /** What {@code c} extends, or null when it extends nothing or something unknown. */
  public Object superclass(ClassDef c) {
    if (!superclasses.containsKey(c)) {
      superclasses.put(c, null);
      superclasses.put(c, findSuperclass(c));
    }
    return superclasses.get(c);
  }

  private Object findSuperclass(ClassDef c) {
    if (c.supertypes().isEmpty()) {
      return null;
    }
    var type = c.supertypes().get(0);
    String scope = type.getScope().map(s -> s.getNameWithScope()).orElse(null);
    ClassDef where = c.outer();
    return scope == null
        ? resolveFrom(type.getNameAsString(), c, where)
        : resolveDotted(scope + "." + type.getNameAsString(), c);
  }

  private Object resolveFrom(String name, ClassDef c, ClassDef where) {
    if (where != null) {
      return name.equals(c.name()) ? null : resolve(name, where);
    }
    if (name.equals(c.name())) {
      String imported = c.file().imported(name);
      return imported == null ? null : qualified(imported);
    }
    return resolve(name, c);
  }

  /** A dotted type name, as {@code Outer.Inner} or {@code a.b.Outer.Inner}; or null. */
  Object resolveDotted(String dotted, ClassDef from) {
    String[] parts = dotted.split("\\.");
    Object at = resolve(parts[0], from);
    if (at == null) {
      return Character.isLowerCase(parts[0].charAt(0)) && parts.length > 1
          ? qualified(dotted)
          : null;
    }
    for (int i = 1; i < parts.length && at != null; i++) {
      at = member(at, parts[i]);
    }
    return at;
  }

  /** A type nested in another, or null. */
  Object member(Object type, String name) {
    if (type instanceof ClassDef c) {
      ClassDef n = nested(c, name, 8);
      if (n != null) {
        return n;
      }
      Object parent = superclass(c);
      return parent instanceof LibraryClass l ? l.nested(name) : null;
    }
    return type instanceof LibraryClass l ? l.nested(name) : null;
  }

  /** The library class at the top of the project superclasses of {@code c}, or null. */
  public LibraryClass libraryAncestor(ClassDef c) {
    ClassDef at = c;
    for (int i = 0; i < 16 && at != null; i++) {
      Object parent = superclass(at);
      if (parent instanceof LibraryClass l) {
        return l;
      }
      at = parent instanceof ClassDef d && d != at ? d : null;
    }
    return null;
  }
}
