package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.TypeDeclaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** All classes of the files that are read together, and the rules by which names find them. */
public final class Project {
  private final List<SourceFile> files;
  private final Predicate<LibraryClass> explained;
  private final Map<ClassDef, Object> superclasses = new IdentityHashMap<>();
  private final Map<String, ClassDef> byQualifiedName = new LinkedHashMap<>();
  private final Map<String, List<ClassDef>> topLevelBySimpleName = new HashMap<>();

  /**
   * Indexes the declared types of {@code files}.
   *
   * @param explained library classes that are modelled even where their own source is among them
   */
  public Project(List<SourceFile> files, Predicate<LibraryClass> explained) {
    this.files = List.copyOf(files);
    this.explained = explained;
    for (SourceFile f : files) {
      for (TypeDeclaration<?> t : f.unit().getTypes()) {
        ClassDef c = new ClassDef(f, null, t);
        register(c);
        topLevelBySimpleName.computeIfAbsent(c.name(), k -> new ArrayList<>()).add(c);
      }
    }
  }

  private void register(ClassDef c) {
    byQualifiedName.putIfAbsent(c.qualifiedName(), c);
    c.nested().values().forEach(this::register);
  }

  /** The files in the order they were given. */
  public List<SourceFile> files() {
    return files;
  }

  /** All classes, enclosing ones before nested ones. */
  public Iterable<ClassDef> classes() {
    return byQualifiedName.values();
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
    ClassDef same = byQualifiedName.get(p.isEmpty() ? name : p + "." + name);
    if (same != null || KnownClasses.contains(p, name)) {
      return qualified(p.isEmpty() ? name : p + "." + name);
    }
    for (String wildcard : file.wildcards()) {
      if (byQualifiedName.containsKey(wildcard + "." + name)) {
        return qualified(wildcard + "." + name);
      }
    }
    for (String wildcard : file.wildcards()) {
      if (KnownClasses.contains(wildcard, name)) {
        return LibraryClass.ofQualified(wildcard + "." + name);
      }
    }
    return inheritedLibraryType(name, from);
  }

  /** A type that a framework superclass declares, as {@code Builder} inside a layer's subclass. */
  private Object inheritedLibraryType(String name, ClassDef from) {
    List<ClassDef> others = topLevelBySimpleName.getOrDefault(name, List.of());
    if (KnownClasses.PLATFORM.contains(name)) {
      return new LibraryClass(LibraryClass.Origin.PLATFORM, name);
    }
    if (others.size() == 1 && others.get(0).file() == from.file()) {
      return others.get(0);
    }
    return null;
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
    ClassDef c = byQualifiedName.get(name);
    LibraryClass l = LibraryClass.ofQualified(name);
    return c == null || l.origin() != LibraryClass.Origin.PLATFORM && explained.test(l) ? l : c;
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
