package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.SuperExpr;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Method calls: who receives them, which method they mean, and running it. */
final class Invocations {
  private final Interpreter in;
  private final Names names;

  Invocations(Interpreter in) {
    this.in = in;
    this.names = new Names(in);
  }

  /** Evaluates a fluent chain from its root outwards, so that its length costs no stack. */
  Object chain(MethodCallExpr outermost, Scope scope) {
    Deque<MethodCallExpr> links = new ArrayDeque<>();
    Expression root = outermost;
    while (root instanceof MethodCallExpr m && m.getScope().isPresent()) {
      links.push(m);
      root = m.getScope().get();
    }
    Object receiver;
    if (root instanceof MethodCallExpr m) {
      receiver = unqualified(m, scope);
    } else if (root instanceof SuperExpr) {
      receiver = onSuper(links.pop(), scope);
    } else {
      receiver = names.valueOrType(root, scope);
      if (receiver instanceof Names.Missing m) {
        receiver = in.open(m.name());
      }
    }
    for (MethodCallExpr link : links) {
      in.here(link, scope);
      receiver =
          invoke(receiver, link.getNameAsString(), arguments(link, scope), in.at(link, scope));
    }
    return receiver;
  }

  List<Object> arguments(MethodCallExpr call, Scope scope) {
    return arguments(call.getArguments(), scope);
  }

  List<Object> arguments(List<Expression> expressions, Scope scope) {
    List<Object> args = new ArrayList<>(expressions.size());
    for (Expression e : expressions) {
      args.add(in.evaluate(e, scope));
    }
    return args;
  }

  private Object unqualified(MethodCallExpr call, Scope scope) {
    String name = call.getNameAsString();
    List<Object> args = arguments(call, scope);
    Site site = in.at(call, scope);
    for (JavaObject o : scope.receivers()) {
      Object result = onObject(o, o.type(), name, args, site);
      if (result != HostObject.UNHANDLED) {
        return result;
      }
    }
    for (ClassDef c = scope.type(); c != null; c = c.outer()) {
      Object result = onClass(c, name, args, site);
      if (result != HostObject.UNHANDLED) {
        return result;
      }
    }
    String owner = scope.type().file().staticImport(name);
    if (owner != null) {
      return invoke(in.project().qualified(owner), name, args, site);
    }
    for (String wildcard : scope.type().file().staticWildcards()) {
      Object type = in.project().qualified(wildcard);
      Object result =
          type instanceof ClassDef c ? onClass(c, name, args, site) : HostObject.UNHANDLED;
      if (result != HostObject.UNHANDLED) {
        return result;
      }
    }
    Object made = unknownFunction(name, args, site);
    return made != HostObject.UNHANDLED ? made : in.open(derivedName("", name, args));
  }

  private Object onSuper(MethodCallExpr call, Scope scope) {
    List<Object> args = arguments(call, scope);
    Site site = in.at(call, scope);
    JavaObject self = scope.self();
    if (self == null) {
      return in.open("super." + call.getNameAsString());
    }
    ClassDef parent = in.project().projectSuperclass(scope.type());
    Object result =
        parent == null
            ? HostObject.UNHANDLED
            : method(self, parent, call.getNameAsString(), args, site);
    if (result == HostObject.UNHANDLED && self.host() != null) {
      result = self.host().call(in, call.getNameAsString(), args, site);
    }
    return result == HostObject.UNHANDLED ? in.open(call.getNameAsString()) : result;
  }

  /** Calls a method on any value or type. */
  Object invoke(Object receiver, String method, List<Object> args, Site site) {
    Object result = HostObject.UNHANDLED;
    if (receiver instanceof HostObject h) {
      result = h.call(in, method, args, site);
      if (result != HostObject.UNHANDLED) {
        in.building();
      }
    } else if (receiver instanceof JavaObject o) {
      result = onObject(o, o.type(), method, args, site);
    } else if (receiver instanceof ClassDef c) {
      result = onClass(c, method, args, site);
    } else if (receiver instanceof LibraryClass l) {
      result = onLibrary(l, method, args, site);
    } else if (receiver instanceof Closure f) {
      result = StandardCollections.onFunction(in, f, method, args, site);
    } else if (receiver == null) {
      result = in.ofNull(method + " is called on null at " + in.place(), method + "()");
    } else if (receiver instanceof Unknown && args.isEmpty() && SAME_NUMBER.contains(method)) {
      return receiver;
    } else if (!(receiver instanceof Unknown)) {
      result = onValue(receiver, method, args, site);
    }
    if (result == HostObject.UNHANDLED) {
      result = otherwise(receiver, method, args, site);
    }
    boolean foreign = receiver instanceof Unknown || receiver instanceof LibraryClass;
    if (result == HostObject.UNHANDLED && foreign) {
      result = unknownFunction(method, args, site);
    }
    if (result instanceof List<?> l && args.isEmpty() && method.endsWith("terator")) {
      result = new Cursor(Values.cast(l));
    }
    return result != HostObject.UNHANDLED
        ? result
        : in.open(derivedName(Values.describe(receiver), method, args));
  }

  private Object onValue(Object receiver, String method, List<Object> args, Site site) {
    Object result = StandardLibrary.call(in, receiver, method, args, site);
    if (result == HostObject.UNHANDLED && receiver instanceof EnumConstant e) {
      Library library = in.library(e.type());
      result = library == null ? result : library.callConstant(in, e, method, args, site);
    }
    return result;
  }

  /** What a function of which only the name is known makes of a framework's objects. */
  private static Object unknownFunction(String method, List<Object> args, Site site) {
    boolean used = !(site.node().getParentNode().orElse(null) instanceof ExpressionStmt);
    for (Object a : args) {
      if (used && a instanceof HostObject h) {
        Object made = h.passedTo(method, args, site);
        if (made != HostObject.UNHANDLED) {
          return made;
        }
      }
    }
    return HostObject.UNHANDLED;
  }

  /**
   * The value that the source itself names for a setting that nobody gives, as in {@code
   * getProperty("in", "512")} or {@code orElse(64)}; unless the user gives the setting.
   */
  private Object otherwise(Object receiver, String method, List<Object> args, Site site) {
    boolean keyed =
        args.size() >= 2
            && args.size() <= 3
            && args.get(args.size() - 2) instanceof String
            && (method.startsWith("get") || method.startsWith("opt") || method.endsWith("Value"));
    boolean last = args.size() == 1 && method.equals("orElse") && receiver instanceof Unknown;
    Object value = keyed || last ? args.get(args.size() - 1) : null;
    if (!(value instanceof Number || value instanceof String || value instanceof Boolean)) {
      return HostObject.UNHANDLED;
    }
    Object key = keyed ? args.get(args.size() - 2) : null;
    if (keyed && in.settings().containsKey(key)) {
      return in.settings().get(key);
    }
    in.remark(
        method
            + " at line "
            + site.range().line()
            + " is taken to give the default that stands there, "
            + Values.describe(value));
    return value;
  }

  private Object onLibrary(LibraryClass l, String method, List<Object> args, Site site) {
    Library library = in.library(l);
    Object result =
        library == null ? HostObject.UNHANDLED : library.callStatic(in, l, method, args, site);
    return result == HostObject.UNHANDLED
        ? StandardLibrary.callStatic(in, l, method, args, site)
        : result;
  }

  /** Conversions that keep the number that a value or its text stands for. */
  private static final Set<String> SAME_NUMBER =
      Set.of("intValue", "longValue", "doubleValue", "floatValue", "trim", "strip", "orElseThrow");

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w{1,30}");

  /**
   * A name for what an unknown method gives: {@code getX()} gives {@code x}, as does {@code
   * get("x")}.
   */
  private static String derivedName(String receiver, String method, List<Object> args) {
    boolean keyed = args.size() == 1 && args.get(0) instanceof String;
    if (keyed && method.startsWith("get") && IDENTIFIER.matcher((String) args.get(0)).matches()) {
      return (String) args.get(0);
    }
    if (args.isEmpty() && method.length() > 3 && method.startsWith("get")) {
      return Character.toLowerCase(method.charAt(3)) + method.substring(4);
    }
    StringBuilder s = new StringBuilder(receiver.isEmpty() ? "" : receiver + ".").append(method);
    s.append('(');
    for (int i = 0; i < args.size() && s.length() < 60; i++) {
      s.append(i > 0 ? "," : "").append(Values.describe(args.get(i)));
    }
    return s.append(')').toString();
  }

  private Object onClass(ClassDef c, String method, List<Object> args, Site site) {
    Object result = method(null, c, method, args, site);
    if (result != HostObject.UNHANDLED) {
      return result;
    }
    if (method.equals("builder") && args.isEmpty() && Lombok.hasBuilder(c)) {
      return Lombok.builder(in, c, site);
    }
    if (!c.constants().isEmpty()) {
      return in.instances().enumMember(c, method, args);
    }
    LibraryClass ancestor = in.project().libraryAncestor(c);
    Library library = ancestor == null ? null : in.library(ancestor);
    return library == null
        ? HostObject.UNHANDLED
        : library.callStatic(in, ancestor, method, args, site);
  }

  /** Calls the most derived method of an object; then accessors by convention; then its host. */
  Object onObject(JavaObject o, ClassDef from, String method, List<Object> args, Site site) {
    Object result = method(o, from, method, args, site);
    if (result == HostObject.UNHANDLED && o.host() != null) {
      result = o.host().call(in, method, args, site);
      if (result != HostObject.UNHANDLED) {
        in.building();
      }
    }
    if (result == HostObject.UNHANDLED) {
      result = Lombok.accessor(o, method, args);
    }
    return result == HostObject.UNHANDLED ? in.instances().enumMethod(o, method, args) : result;
  }

  private Object method(JavaObject self, ClassDef from, String name, List<Object> args, Site site) {
    ClassDef at = from;
    for (int i = 0; i < 16 && at != null; i++) {
      MethodDeclaration m = Overloads.choose(at.methods(name), args, at);
      if (m != null && m.getBody().isPresent() && (self != null || m.isStatic())) {
        return run(m, at, m.isStatic() ? null : self, args);
      }
      at = in.project().projectSuperclass(at);
    }
    return interfaceDefault(self, from, name, args);
  }

  private Object interfaceDefault(JavaObject self, ClassDef from, String name, List<Object> args) {
    for (var t : from.supertypes()) {
      Object type = in.project().resolve(t.getNameAsString(), from);
      if (type instanceof ClassDef c && c != from) {
        MethodDeclaration m = Overloads.choose(c.methods(name), args, c);
        if (m != null && m.getBody().isPresent()) {
          return run(m, c, self, args);
        }
      }
    }
    return HostObject.UNHANDLED;
  }

  /** Runs a method with its arguments bound. */
  Object run(MethodDeclaration m, ClassDef owner, JavaObject self, List<Object> args) {
    in.executed().add(m);
    in.instances().initialised(owner);
    in.budget().enter(in, m.getNameAsString());
    try {
      Scope scope = Scope.method(owner, self, self == null ? null : self.captured());
      Overloads.bind(m.getParameters(), args, scope);
      return in.execute(m.getBody().orElseThrow(), scope).value();
    } finally {
      in.budget().leave();
    }
  }

  Object apply(Object function, List<Object> args, Site site) {
    if (function instanceof Closure.Native n) {
      return n.body().apply(args);
    }
    if (function instanceof Closure.Lambda l) {
      return lambda(l, args);
    }
    if (function instanceof Closure.Reference r) {
      if (r.method().equals("new")) {
        return in.instances().construct(r.receiver(), args, r.site());
      }
      return referenced(r, args);
    }
    if (function instanceof JavaObject o) {
      for (String method : List.of("apply", "accept", "get", "call")) {
        if (in.declares(o, method)) {
          return onObject(o, o.type(), method, args, site);
        }
      }
    }
    return in.open(Values.describe(function) + "()");
  }

  /** A method of a value, a static one, or one of the first argument. */
  private Object referenced(Closure.Reference r, List<Object> args) {
    Object result = HostObject.UNHANDLED;
    if (r.receiver() instanceof ClassDef c) {
      result = onClass(c, r.method(), args, r.site());
    } else if (r.receiver() instanceof LibraryClass l) {
      result = onLibrary(l, r.method(), args, r.site());
    } else {
      return invoke(r.receiver(), r.method(), args, r.site());
    }
    boolean bound = result == HostObject.UNHANDLED || result instanceof Unknown;
    return bound && !args.isEmpty()
        ? invoke(args.get(0), r.method(), args.subList(1, args.size()), r.site())
        : result == HostObject.UNHANDLED
            ? in.open(derivedName(Values.describe(r.receiver()), r.method(), args))
            : result;
  }

  private Object lambda(Closure.Lambda l, List<Object> args) {
    in.budget().enter(in, "a lambda");
    try {
      Scope scope = l.scope().block();
      for (int i = 0; i < l.expr().getParameters().size(); i++) {
        scope.declare(
            l.expr().getParameter(i).getNameAsString(),
            i < args.size() ? args.get(i) : in.open(l.expr().getParameter(i).getNameAsString()));
      }
      return l.expr().getExpressionBody().isPresent()
          ? in.evaluate(l.expr().getExpressionBody().get(), scope)
          : in.execute(l.expr().getBody().asBlockStmt(), scope).value();
    } finally {
      in.budget().leave();
    }
  }
}
