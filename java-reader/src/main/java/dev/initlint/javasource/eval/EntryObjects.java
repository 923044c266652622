package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts code whose caller is not known: arguments and unset fields are open. */
public final class EntryObjects {
  private static final int DEPTH = 3;

  private EntryObjects() {}

  /** The arguments of a program: none, but where one is read, it is open. */
  static final Object[] ARGUMENTS = new Object[0];

  /** Runs a constructor. */
  public static JavaObject construct(Interpreter in, ClassDef type, ConstructorDeclaration k) {
    Site site = new Site(type.file(), k);
    JavaObject o =
        (JavaObject)
            in.instances().construct(type, arguments(in, type, k.getParameters(), 0), site);
    in.executed().add(k);
    return o;
  }

  /** Calls a method on an object made for the purpose. */
  public static Object call(Interpreter in, ClassDef type, MethodDeclaration m) {
    JavaObject self = m.isStatic() ? null : object(in, type, 0);
    List<Object> args =
        m.getNameAsString().equals("main") && m.isStatic()
            ? List.of((Object) ARGUMENTS)
            : arguments(in, type, m.getParameters(), 0);
    return in.invocations().run(m, type, self, args);
  }

  private static List<Object> arguments(
      Interpreter in, ClassDef type, List<Parameter> parameters, int depth) {
    List<Object> args = new ArrayList<>();
    for (Parameter p : parameters) {
      args.add(
          p.isVarArgs()
              ? new Object[0]
              : argument(in, type, p.getType(), p.getNameAsString(), depth));
    }
    return args;
  }

  private static Object argument(Interpreter in, ClassDef from, Type type, String name, int depth) {
    Object resolved =
        type.isClassOrInterfaceType()
            ? in.project().resolveDotted(type.asString().replaceAll("<.*>", ""), from)
            : null;
    if (resolved instanceof LibraryClass l && in.library(l) != null) {
      Object held = in.library(l).handedOver(l);
      return held == HostObject.UNHANDLED ? in.open(name) : held;
    }
    boolean plain =
        resolved instanceof ClassDef c
            && c.constants().isEmpty()
            && in.project().libraryAncestor(c) == null
            && c.methods("apply").isEmpty();
    return plain && depth < DEPTH ? object(in, (ClassDef) resolved, depth + 1) : in.open(name);
  }

  /** An instance as a caller might hand it over: what nobody has set is open. */
  private static JavaObject object(Interpreter in, ClassDef type, int depth) {
    Site site =
        new Site(
            type.file(), type.members().isEmpty() ? type.file().unit() : type.members().get(0));
    List<ConstructorDeclaration> ks = type.constructors();
    JavaObject o;
    if (Lombok.hasBuilder(type) || ks.isEmpty() && type.recordComponents().isEmpty()) {
      o = in.instances().withFields(type, Map.of(), site);
    } else if (ks.isEmpty()) {
      List<Object> open = new ArrayList<>();
      type.recordComponents().forEach(n -> open.add(in.open(n)));
      o = (JavaObject) in.instances().construct(type, open, site);
    } else {
      ConstructorDeclaration least = ks.get(0);
      for (ConstructorDeclaration k : ks) {
        least = k.getParameters().size() < least.getParameters().size() ? k : least;
      }
      List<Object> args = arguments(in, type, least.getParameters(), depth);
      o = (JavaObject) in.instances().construct(type, args, site);
    }
    openUnset(in, o, type);
    return o;
  }

  private static void openUnset(Interpreter in, JavaObject o, ClassDef type) {
    for (ClassDef c = type; c != null; c = in.project().projectSuperclass(c)) {
      for (FieldDeclaration f : c.fields()) {
        for (VariableDeclarator v : f.getVariables()) {
          String name = v.getNameAsString();
          boolean unset =
              !f.isStatic()
                  && v.getInitializer().isEmpty()
                  && java.util.Objects.equals(o.fields().get(name), Instances.zero(v.getType()));
          if (unset) {
            o.fields().put(name, in.open(name));
          }
        }
      }
    }
  }
}
