package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.InitializerDeclaration;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.ArrayCreationExpr;
import com.github.javaparser.ast.expr.ArrayInitializerExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.stmt.ExplicitConstructorInvocationStmt;
import com.github.javaparser.ast.stmt.Statement;
import com.github.javaparser.ast.type.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Creation of objects, arrays, enum constants and static fields. */
public final class Instances {
  private final Interpreter in;
  private final Map<ClassDef, Map<String, Object>> statics = new IdentityHashMap<>();
  private final Set<ClassDef> initialised = Collections.newSetFromMap(new IdentityHashMap<>());

  Instances(Interpreter in) {
    this.in = in;
  }

  Object create(ObjectCreationExpr o, Scope scope) {
    List<Object> args = in.invocations().arguments(o.getArguments(), scope);
    Site site = in.at(o, scope);
    String name = o.getType().getNameWithScope();
    if (o.getAnonymousClassBody().isPresent()) {
      ClassDef anonymous = new ClassDef(scope.type().file(), scope.type(), o);
      return instance(anonymous, args, scope, site);
    }
    Object type = new Names(in).type(name, scope);
    if (type instanceof ClassDef c && c.inner()) {
      return instance(c, args, scope, site);
    }
    return type == null ? in.open("new " + name) : construct(type, args, site);
  }

  /** Runs {@code new} on a project or library class. */
  public Object construct(Object type, List<Object> args, Site site) {
    if (type instanceof ClassDef c) {
      return instance(c, args, null, site);
    }
    if (type instanceof LibraryClass l) {
      Library library = in.library(l);
      Object made = library == null ? HostObject.UNHANDLED : library.construct(in, l, args, site);
      if (made != HostObject.UNHANDLED) {
        in.building();
      }
      if (made == HostObject.UNHANDLED) {
        made = StandardLibrary.construct(l, args);
      }
      return made == HostObject.UNHANDLED ? in.open("new " + l.name()) : made;
    }
    return in.open("new " + Values.describe(type));
  }

  private JavaObject instance(ClassDef c, List<Object> args, Scope captured, Site site) {
    JavaObject o = new JavaObject(c, captured, site);
    initialise(o, c, args, site, 0);
    return o;
  }

  /** An instance whose constructor is not run: initialisers, then the given fields. */
  public JavaObject withFields(ClassDef c, Map<String, Object> fields, Site site) {
    JavaObject o = new JavaObject(c, null, site);
    fieldsOf(o, c, Scope.method(c, o, null));
    superPart(o, c, List.of(), site, 0);
    o.fields().putAll(fields);
    return o;
  }

  private void initialise(JavaObject o, ClassDef c, List<Object> args, Site site, int depth) {
    if (depth > 16) {
      throw new PathEnded.LimitReached("constructors nest deeper than 16 at " + in.place());
    }
    ConstructorDeclaration k = Overloads.choose(c.constructors(), args, c);
    Scope scope = Scope.method(c, o, o.captured());
    if (k == null) {
      superPart(o, c, c.name().isEmpty() ? args : List.of(), site, depth);
      fieldsOf(o, c, scope);
      if (!c.recordComponents().isEmpty()) {
        for (int i = 0; i < c.recordComponents().size() && i < args.size(); i++) {
          o.fields().put(c.recordComponents().get(i), args.get(i));
        }
      } else {
        Lombok.assignAll(c, o, args);
      }
      return;
    }
    in.executed().add(k);
    in.budget().enter(in, c.name());
    try {
      Overloads.bind(k.getParameters(), args, scope);
      delegate(o, c, k, scope, site, depth);
      in.execute(k.getBody(), scope);
    } finally {
      in.budget().leave();
    }
  }

  /** Runs {@code this(..)} or {@code super(..)} and the field initialisers. */
  private void delegate(
      JavaObject o, ClassDef c, ConstructorDeclaration k, Scope scope, Site site, int depth) {
    ExplicitConstructorInvocationStmt call = null;
    for (Statement s : k.getBody().getStatements()) {
      if (s instanceof ExplicitConstructorInvocationStmt e) {
        call = e;
        break;
      }
    }
    List<Object> args =
        call == null ? List.of() : in.invocations().arguments(call.getArguments(), scope);
    if (call != null && call.isThis()) {
      initialise(o, c, args, site, depth + 1);
      return;
    }
    superPart(o, c, args, site, depth);
    fieldsOf(o, c, scope);
  }

  private void superPart(JavaObject o, ClassDef c, List<Object> args, Site site, int depth) {
    Object parent = in.project().superclass(c);
    if (parent instanceof ClassDef p && p != c) {
      initialise(o, p, args, site, depth + 1);
    } else if (parent instanceof LibraryClass l && in.library(l) != null) {
      o.host(in.library(l).superPart(in, l, args, o, site));
    }
  }

  private void fieldsOf(JavaObject o, ClassDef c, Scope scope) {
    for (var member : c.members()) {
      if (member instanceof FieldDeclaration f && !f.isStatic()) {
        for (VariableDeclarator v : f.getVariables()) {
          o.fields()
              .put(
                  v.getNameAsString(),
                  v.getInitializer().isPresent()
                      ? initial(v.getType(), v.getInitializer().get(), scope)
                      : zero(v.getType()));
        }
      } else if (member instanceof InitializerDeclaration i && !i.isStatic()) {
        in.execute(i.getBody(), scope);
      }
    }
  }

  static Object zero(Type type) {
    if (!type.isPrimitiveType()) {
      return null;
    }
    return switch (type.asString()) {
      case "boolean" -> false;
      case "char" -> '\0';
      default -> Arithmetic.cast(type.asString(), 0);
    };
  }

  /** The value of a declaration's initialiser, converted to the declared type. */
  Object initial(Type type, Expression e, Scope scope) {
    if (e instanceof ArrayInitializerExpr a) {
      return arrayOf(a, type.getElementType().asString(), scope);
    }
    return Overloads.convert(type, in.evaluate(e, scope));
  }

  Object array(ArrayCreationExpr a, Scope scope) {
    String element = a.getElementType().asString();
    if (a.getInitializer().isPresent()) {
      return arrayOf(a.getInitializer().get(), element, scope);
    }
    List<Long> extents = new ArrayList<>();
    for (var level : a.getLevels()) {
      if (level.getDimension().isPresent()) {
        extents.add(Values.asLong(in.evaluate(level.getDimension().get(), scope)));
      }
    }
    long total = 1;
    for (Long n : extents) {
      if (n == null || n < 0 || (total *= Math.max(n, 1)) > Budget.ELEMENTS) {
        return in.open(Expressions.brief(a, scope));
      }
    }
    boolean full = extents.size() == a.getLevels().size();
    return allocate(extents, 0, full && a.getElementType().isPrimitiveType() ? element : "");
  }

  private static Object allocate(List<Long> extents, int level, String element) {
    Object[] array = new Object[extents.get(level).intValue()];
    for (int i = 0; i < array.length; i++) {
      if (level + 1 < extents.size()) {
        array[i] = allocate(extents, level + 1, element);
      } else {
        array[i] =
            element.isEmpty()
                ? null
                : element.equals("boolean") ? (Object) false : Arithmetic.cast(element, 0);
      }
    }
    return array;
  }

  Object arrayOf(ArrayInitializerExpr a, String element, Scope scope) {
    Object[] array = new Object[a.getValues().size()];
    for (int i = 0; i < array.length; i++) {
      Expression e = a.getValues().get(i);
      array[i] =
          e instanceof ArrayInitializerExpr inner
              ? arrayOf(inner, element, scope)
              : Arithmetic.cast(element, in.evaluate(e, scope));
    }
    return array;
  }

  /** Runs the static blocks of a class, once, as its first use does. */
  void initialised(ClassDef c) {
    if (!c.hasStaticBlocks() || !initialised.add(c)) {
      return;
    }
    for (var member : c.members()) {
      if (member instanceof InitializerDeclaration i && i.isStatic()) {
        try {
          in.execute(i.getBody(), Scope.method(c, null, null));
        } catch (PathEnded.Thrown e) {
          in.remark(
              "a static block of " + c.name() + " is not followed to its end: " + e.getMessage());
        }
      }
    }
  }

  Object staticValue(ClassDef c, FieldDeclaration f, VariableDeclarator v) {
    initialised(c);
    Map<String, Object> known = statics.computeIfAbsent(c, k -> new HashMap<>());
    String name = v.getNameAsString();
    if (!known.containsKey(name)) {
      known.put(name, f.isStatic() && v.getInitializer().isEmpty() ? zero(v.getType()) : null);
      Scope scope = Scope.method(c, null, null);
      known.put(
          name,
          v.getInitializer().isPresent()
              ? initial(v.getType(), v.getInitializer().get(), scope)
              : f.isStatic() && f.getAnnotations().isEmpty() ? zero(v.getType()) : in.open(name));
    }
    return known.get(name);
  }

  boolean setStatic(ClassDef c, String name, Object value) {
    for (FieldDeclaration f : c.fields()) {
      for (VariableDeclarator v : f.getVariables()) {
        if (f.isStatic() && v.getNameAsString().equals(name)) {
          statics.computeIfAbsent(c, k -> new HashMap<>()).put(name, value);
          return true;
        }
      }
    }
    return false;
  }

  JavaObject enumConstant(ClassDef c, EnumConstantDeclaration d) {
    Map<String, Object> known = statics.computeIfAbsent(c, k -> new HashMap<>());
    String name = d.getNameAsString();
    if (!(known.get(name) instanceof JavaObject)) {
      JavaObject o = new JavaObject(c, null, new Site(c.file(), d));
      known.put(name, o);
      o.fields().put("$name", name);
      Scope scope = Scope.method(c, null, null);
      initialise(o, c, in.invocations().arguments(d.getArguments(), scope), o.site(), 0);
    }
    return (JavaObject) known.get(name);
  }

  Object enumMember(ClassDef c, String method, List<Object> args) {
    if (method.equals("values") && args.isEmpty()) {
      return c.constants().stream().map(d -> (Object) enumConstant(c, d)).toArray();
    }
    if (method.equals("valueOf")) {
      for (EnumConstantDeclaration d : c.constants()) {
        if (d.getNameAsString().equals(args.get(args.size() - 1))) {
          return enumConstant(c, d);
        }
      }
    }
    return HostObject.UNHANDLED;
  }

  Object enumMethod(JavaObject o, String method, List<Object> args) {
    Object name = o.fields().get("$name");
    return switch (method) {
      case "name", "toString" -> name == null ? HostObject.UNHANDLED : name;
      case "ordinal" ->
          name == null
              ? HostObject.UNHANDLED
              : (Object)
                  o.type().constants().stream()
                      .map(d -> d.getNameAsString())
                      .toList()
                      .indexOf(name);
      case "equals" -> args.size() == 1 ? Values.same(o, args.get(0)) : HostObject.UNHANDLED;
      case "getClass" -> o.type();
      case "hashCode" -> System.identityHashCode(o);
      default -> HostObject.UNHANDLED;
    };
  }

  /** Whether a value is an instance of a named type; an {@link Unknown} where it cannot be told. */
  Object isA(Object v, String typeName, Scope scope) {
    String simple = SourceFile.lastPart(typeName);
    if (v == null) {
      return false;
    }
    if (v instanceof JavaObject o) {
      for (ClassDef c = o.type(); c != null; c = in.project().projectSuperclass(c)) {
        if (c.name().equals(simple)
            || c.supertypes().stream().anyMatch(t -> t.getNameAsString().equals(simple))) {
          return true;
        }
      }
      return false;
    }
    if (v instanceof Number || v instanceof String || v instanceof Boolean) {
      return v.getClass().getSimpleName().equals(simple);
    }
    if (v instanceof HostObject h) {
      Object told =
          h.call(in, "instanceof", List.of(simple), in.at(scope.type().file().unit(), scope));
      return told == HostObject.UNHANDLED ? in.open("instanceof " + simple) : told;
    }
    return in.open("instanceof " + simple);
  }
}
