package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.body.ClassOrInterfaceDeclaration;
import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.EnumDeclaration;
import com.github.javaparser.ast.body.FieldDeclaration;
import com.github.javaparser.ast.body.InitializerDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.body.RecordDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.nodeTypes.NodeWithAnnotations;
import com.github.javaparser.ast.type.ClassOrInterfaceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A class, record, enum or interface of the project, or the body of an anonymous class. */
public final class ClassDef {
  private final SourceFile file;
  private final ClassDef outer;
  private final String name;
  private final NodeWithAnnotations<?> annotations;
  private final List<BodyDeclaration<?>> members;
  private final List<ClassOrInterfaceType> supertypes;
  private final List<String> recordComponents = new ArrayList<>();
  private final List<EnumConstantDeclaration> constants;
  private final boolean inner;
  private boolean staticBlocks;
  private final boolean isAbstract;
  private final Map<String, List<MethodDeclaration>> methods = new HashMap<>();
  private final Map<String, ClassDef> nested = new LinkedHashMap<>();

  /** Describes a declared type. */
  public ClassDef(SourceFile file, ClassDef outer, TypeDeclaration<?> type) {
    this.file = file;
    this.outer = outer;
    this.name = type.getNameAsString();
    this.annotations = type;
    this.members = List.copyOf(type.getMembers());
    this.supertypes = new ArrayList<>();
    if (type instanceof ClassOrInterfaceDeclaration c) {
      supertypes.addAll(c.getExtendedTypes());
      supertypes.addAll(c.getImplementedTypes());
    }
    if (type instanceof RecordDeclaration r) {
      r.getParameters().forEach(p -> recordComponents.add(p.getNameAsString()));
    }
    this.constants = type instanceof EnumDeclaration e ? e.getEntries() : List.of();
    this.isAbstract =
        type instanceof ClassOrInterfaceDeclaration c && (c.isAbstract() || c.isInterface());
    this.inner = outer != null && type instanceof ClassOrInterfaceDeclaration c && !c.isStatic();
    index();
  }

  /** Describes the body of an anonymous class. */
  public ClassDef(SourceFile file, ClassDef outer, ObjectCreationExpr creation) {
    this.file = file;
    this.outer = outer;
    this.name = "";
    this.annotations = null;
    this.members = List.copyOf(creation.getAnonymousClassBody().orElseThrow());
    this.supertypes = List.of(creation.getType());
    this.constants = List.of();
    this.isAbstract = false;
    this.inner = true;
    index();
  }

  private void index() {
    for (BodyDeclaration<?> m : members) {
      if (m instanceof MethodDeclaration d) {
        methods.computeIfAbsent(d.getNameAsString(), k -> new ArrayList<>()).add(d);
      } else if (m instanceof TypeDeclaration<?> t) {
        nested.put(t.getNameAsString(), new ClassDef(file, this, t));
      } else if (m instanceof InitializerDeclaration i) {
        staticBlocks |= i.isStatic();
      }
    }
  }

  /** File that declares it. */
  public SourceFile file() {
    return file;
  }

  /** Enclosing type, or null. */
  public ClassDef outer() {
    return outer;
  }

  /** Simple name; empty for an anonymous class. */
  public String name() {
    return name;
  }

  /** Name with package and enclosing types. */
  public String qualifiedName() {
    if (outer != null) {
      return outer.qualifiedName() + "." + name;
    }
    String p = file.packageName();
    return p.isEmpty() ? name : p + "." + name;
  }

  /** Declared members in order. */
  public List<BodyDeclaration<?>> members() {
    return members;
  }

  /** Extended type first, then implemented ones. */
  public List<ClassOrInterfaceType> supertypes() {
    return supertypes;
  }

  /** Component names when it is a record. */
  public List<String> recordComponents() {
    return recordComponents;
  }

  /** Constants when it is an enum. */
  public List<EnumConstantDeclaration> constants() {
    return constants;
  }

  /** True when instances know an instance of the enclosing type. */
  public boolean inner() {
    return inner;
  }

  /** Methods of this name declared here. */
  public List<MethodDeclaration> methods(String methodName) {
    return methods.getOrDefault(methodName, List.of());
  }

  /** Types declared directly inside. */
  public Map<String, ClassDef> nested() {
    return nested;
  }

  /** Constructors in order. */
  public List<ConstructorDeclaration> constructors() {
    List<ConstructorDeclaration> found = new ArrayList<>();
    for (BodyDeclaration<?> m : members) {
      if (m instanceof ConstructorDeclaration c) {
        found.add(c);
      }
    }
    return found;
  }

  /** Fields in order. */
  public List<FieldDeclaration> fields() {
    List<FieldDeclaration> found = new ArrayList<>();
    for (BodyDeclaration<?> m : members) {
      if (m instanceof FieldDeclaration f) {
        found.add(f);
      }
    }
    return found;
  }

  /** True when no object is of this type alone. */
  public boolean isAbstract() {
    return isAbstract;
  }

  /** True when it has blocks that run when it is first used. */
  public boolean hasStaticBlocks() {
    return staticBlocks;
  }

  /** True when the type carries the annotation, by simple name. */
  public boolean annotated(String annotation) {
    return annotations != null && annotations.getAnnotationByName(annotation).isPresent();
  }

  @Override
  public String toString() {
    return name;
  }
}
