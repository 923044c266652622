package dev.initlint.javasource.tensor;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.CastExpr;
import dev.initlint.javasource.eval.Site;

/** Names for models, after the class and method that define them. */
public final class Naming {
  private Naming() {}

  /** The variable that holds what a call gives, or null when none is named there. */
  public static String variable(Site site) {
    for (Node n = site.node(); n != null; n = n.getParentNode().orElse(null)) {
      if (n instanceof VariableDeclarator v) {
        return v.getNameAsString();
      }
      if (n instanceof AssignExpr a) {
        String target = a.getTarget().toString();
        return target.substring(target.lastIndexOf('.') + 1);
      }
      if (n != site.node() && !(n instanceof CastExpr)) {
        return null;
      }
    }
    return null;
  }

  /** Enclosing class, and method unless it is the entry point or a constructor. */
  public static String of(Site site) {
    String type = "";
    String method = "";
    for (Node n = site.node(); n != null; n = n.getParentNode().orElse(null)) {
      if (n instanceof MethodDeclaration m && method.isEmpty() && type.isEmpty()) {
        method = m.getNameAsString();
      }
      if (n instanceof TypeDeclaration<?> t && type.isEmpty()) {
        type = t.getNameAsString();
      }
    }
    if (type.isEmpty()) {
      type = site.file().path();
    }
    return method.isEmpty() || method.equals("main") ? type : type + "." + method;
  }
}
