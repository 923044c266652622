package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.VariableDeclarator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Lombok's annotations, and record and bean conventions, add to a class. */
final class Lombok {
  private Lombok() {}

  static boolean hasBuilder(ClassDef c) {
    return c.annotated("Builder")
        || c.annotated("SuperBuilder")
        || c.constructors().stream().anyMatch(k -> k.getAnnotationByName("Builder").isPresent());
  }

  static HostObject builder(Interpreter in, ClassDef c, Site site) {
    return new GeneratedBuilder(c, site);
  }

  /** The object behind a generated {@code builder()}; each setter is named as its field. */
  private static final class GeneratedBuilder implements HostObject {
    private final ClassDef type;
    private final Site site;
    private final Map<String, Object> set = new LinkedHashMap<>();

    GeneratedBuilder(ClassDef type, Site site) {
      this.type = type;
      this.site = site;
    }

    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      if (method.equals("build") && args.isEmpty()) {
        var explicit =
            type.constructors().stream()
                .filter(k -> k.getAnnotationByName("Builder").isPresent())
                .findFirst();
        if (explicit.isPresent()) {
          List<Object> values =
              explicit.get().getParameters().stream()
                  .map(p -> set.get(p.getNameAsString()))
                  .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
          return in.instances().construct(type, values, site);
        }
        return in.instances().withFields(type, set, site);
      }
      if (args.size() == 1) {
        set.put(method, args.get(0));
        return this;
      }
      return UNHANDLED;
    }
  }

  /** Getters, setters and record accessors that no source declares; UNHANDLED otherwise. */
  static Object accessor(JavaObject o, String method, List<Object> args) {
    if (args.isEmpty()) {
      String field =
          method.startsWith("get")
              ? decapitalised(method.substring(3))
              : method.startsWith("is") ? decapitalised(method.substring(2)) : method;
      for (String name : List.of(field, method)) {
        if (o.fields().containsKey(name)) {
          return o.fields().get(name);
        }
      }
    }
    if (args.size() == 1 && method.startsWith("set")) {
      String field = decapitalised(method.substring(3));
      if (o.fields().containsKey(field)) {
        o.fields().put(field, args.get(0));
        return null;
      }
    }
    return HostObject.UNHANDLED;
  }

  private static String decapitalised(String s) {
    return s.isEmpty() ? s : Character.toLowerCase(s.charAt(0)) + s.substring(1);
  }

  /** Assigns constructor arguments in field order, as generated constructors do. */
  static boolean assignAll(ClassDef c, JavaObject o, List<Object> args) {
    boolean all = c.annotated("AllArgsConstructor") || c.annotated("Value");
    boolean required = c.annotated("RequiredArgsConstructor") || c.annotated("Data");
    if (!all && !required || args.isEmpty()) {
      return false;
    }
    int i = 0;
    for (FieldDeclaration f : c.fields()) {
      for (VariableDeclarator v : f.getVariables()) {
        boolean takes = !f.isStatic() && (all || f.isFinal() && v.getInitializer().isEmpty());
        if (takes && i < args.size()) {
          o.fields().put(v.getNameAsString(), args.get(i++));
        }
      }
    }
    return true;
  }
}
