package dev.initlint.javasource.tensor;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import dev.initlint.javasource.eval.Site;

/** Names for models, after the class and method that define them. */
public final class Naming {
  private Naming() {}

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
