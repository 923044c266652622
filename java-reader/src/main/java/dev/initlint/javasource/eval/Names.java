package dev.initlint.javasource.eval;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.MethodReferenceExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.SuperExpr;
import com.github.javaparser.ast.expr.ThisExpr;
import com.github.javaparser.ast.expr.TypeExpr;

/** What a simple or dotted name means: variable, field, type or static member. */
final class Names {
  private final Interpreter in;

  Names(Interpreter in) {
    this.in = in;
  }

  /** The value of a name; unknown names become open values. */
  Object value(Expression e, Scope scope) {
    Object v = valueOrType(e, scope);
    return v instanceof Missing m ? in.open(m.name()) : v;
  }

  /** A name that is neither a value nor a type that can be told. */
  record Missing(String name) {}

  /** The value of an expression, or the class when it is the name of one. */
  Object valueOrType(Expression e, Scope scope) {
    if (e instanceof NameExpr n) {
      return simple(n.getNameAsString(), e, scope);
    }
    if (e instanceof TypeExpr t) {
      String name = t.getType().asString().replaceAll("<.*>", "");
      Object type = type(name, scope);
      return type != null ? type : simple(name, e, scope);
    }
    if (!(e instanceof FieldAccessExpr f)) {
      return in.evaluate(e, scope);
    }
    String name = f.getNameAsString();
    if (f.getScope() instanceof ThisExpr || f.getScope() instanceof SuperExpr) {
      return ownField(name, scope);
    }
    Object holder = valueOrType(f.getScope(), scope);
    if (name.equals("this") && holder instanceof ClassDef c) {
      for (JavaObject o : scope.receivers()) {
        if (o.type() == c) {
          return o;
        }
      }
    }
    if (holder instanceof Missing m) {
      String dotted = m.name() + "." + name;
      Object type =
          Character.isUpperCase(name.charAt(0))
              ? in.project().resolveDotted(dotted, scope.type())
              : null;
      return type != null ? type : new Missing(dotted);
    }
    return member(holder, name, e, scope);
  }

  private Object ownField(String name, Scope scope) {
    if (scope.self() != null && scope.self().fields().containsKey(name)) {
      return scope.self().fields().get(name);
    }
    Object found = staticField(scope.type(), name, scope);
    return found != HostObject.UNHANDLED ? found : in.open(name);
  }

  private Object simple(String name, Expression at, Scope scope) {
    Scope holder = scope.holding(name);
    if (holder != null) {
      return holder.get(name);
    }
    for (JavaObject o : scope.receivers()) {
      if (o.fields().containsKey(name)) {
        return o.fields().get(name);
      }
    }
    for (ClassDef c = scope.type(); c != null; c = c.outer()) {
      Object found = staticField(c, name, scope);
      if (found != HostObject.UNHANDLED) {
        return found;
      }
    }
    for (JavaObject o : scope.receivers()) {
      if (o.host() != null && o.host().field(name) != HostObject.UNHANDLED) {
        return o.host().field(name);
      }
    }
    if (Character.isUpperCase(name.charAt(0))) {
      Object type = in.project().resolve(name, scope.type());
      if (type != null) {
        return type;
      }
    }
    return imported(name, at, scope);
  }

  private Object imported(String name, Expression at, Scope scope) {
    SourceFile file = scope.type().file();
    String owner = file.staticImport(name);
    if (owner != null) {
      return member(in.project().qualified(owner), name, at, scope);
    }
    for (String wildcard : file.staticWildcards()) {
      Object type = in.project().qualified(wildcard);
      if (type instanceof ClassDef c) {
        Object found = staticField(c, name, scope);
        if (found != HostObject.UNHANDLED) {
          return found;
        }
      }
    }
    for (String wildcard : file.staticWildcards()) {
      Object type = in.project().qualified(wildcard);
      if (type instanceof LibraryClass l && name.equals(name.toUpperCase(java.util.Locale.ROOT))) {
        return member(l, name, at, scope);
      }
    }
    return new Missing(name);
  }

  /**
   * Whether an expression stands where only a value can: anywhere but before a dot. {@code
   * ElementWiseVertex.Op.Product} is one in {@code new ElementWiseVertex(..)}, in {@code this(..)},
   * in an array or behind an arrow.
   */
  private static boolean isValue(Expression at) {
    Node parent = at.getParentNode().orElse(null);
    return !(parent instanceof FieldAccessExpr
        || parent instanceof MethodReferenceExpr
        || parent instanceof TypeExpr
        || parent instanceof MethodCallExpr call && call.getScope().filter(at::equals).isPresent());
  }

  /** A member of a value or a type. */
  Object member(Object holder, String name, Expression at, Scope scope) {
    if (holder instanceof ClassDef c) {
      Object found = staticField(c, name, scope);
      if (found != HostObject.UNHANDLED) {
        return found;
      }
      Object nested = in.project().member(c, name);
      return nested != null ? nested : new Missing(c.name() + "." + name);
    }
    if (holder instanceof LibraryClass l) {
      Library library = in.library(l);
      Object found =
          library == null ? HostObject.UNHANDLED : library.staticField(l, name, in.at(at, scope));
      if (found != HostObject.UNHANDLED) {
        return found;
      }
      Object constant = StandardLibrary.constant(l, name);
      if (constant != null) {
        return constant;
      }
      boolean type =
          Character.isUpperCase(name.charAt(0))
              && name.length() > 1
              && !name.equals(name.toUpperCase(java.util.Locale.ROOT))
              && !isValue(at);
      return type ? l.nested(name) : new EnumConstant(l, name, in.at(at, scope));
    }
    if (holder instanceof JavaObject o) {
      if (o.fields().containsKey(name)) {
        return o.fields().get(name);
      }
      return o.host() != null ? known(o.host().field(name), o, name) : known(null, o, name);
    }
    if (holder instanceof Object[] a && name.equals("length")) {
      return a.length;
    }
    if (holder instanceof HostObject h) {
      return known(h.field(name), h, name);
    }
    if (holder == null) {
      throw new PathEnded.Thrown("a field of null is read at " + in.place());
    }
    return in.open(Values.describe(holder) + "." + name);
  }

  private Object known(Object v, Object holder, String name) {
    return v == null || v == HostObject.UNHANDLED
        ? in.open(Values.describe(holder) + "." + name)
        : v;
  }

  /** A type by its written name, or null. */
  Object type(String name, Scope scope) {
    String bare = name.replaceAll("<.*>", "").replace("[]", "");
    return bare.isEmpty() ? null : in.project().resolveDotted(bare, scope.type());
  }

  /** A static field or enum constant of a class or its superclasses, or UNHANDLED. */
  Object staticField(ClassDef c, String name, Scope scope) {
    for (ClassDef at = c; at != null; at = in.project().projectSuperclass(at)) {
      for (EnumConstantDeclaration d : at.constants()) {
        if (d.getNameAsString().equals(name)) {
          return in.instances().enumConstant(at, d);
        }
      }
      for (FieldDeclaration f : at.fields()) {
        for (VariableDeclarator v : f.getVariables()) {
          if (v.getNameAsString().equals(name)
              && (f.isStatic() || scope.self() == null || !at.inner())) {
            return in.instances().staticValue(at, f, v);
          }
        }
      }
    }
    return HostObject.UNHANDLED;
  }
}
