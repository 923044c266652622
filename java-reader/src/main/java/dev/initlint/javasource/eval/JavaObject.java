package dev.initlint.javasource.eval;

import java.util.LinkedHashMap;
import java.util.Map;

/** An instance of a class of the project. Identity matters: builders are mutated. */
public final class JavaObject {
  private final ClassDef type;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Scope captured;
  private final Site site;
  private HostObject host;

  /**
   * Makes an instance without running anything.
   *
   * @param captured scope of the creation, for inner and anonymous classes; or null
   */
  public JavaObject(ClassDef type, Scope captured, Site site) {
    this.type = type;
    this.captured = captured;
    this.site = site;
  }

  /** Its class. */
  public ClassDef type() {
    return type;
  }

  /** Values of its fields, those of its project superclasses among them. */
  public Map<String, Object> fields() {
    return fields;
  }

  /** The framework object it extends, or null. */
  public HostObject host() {
    return host;
  }

  void host(HostObject part) {
    this.host = part;
  }

  Scope captured() {
    return captured;
  }

  /** Where it was created. */
  public Site site() {
    return site;
  }

  /** The framework object behind a value: itself, or what a project class extends. */
  public static HostObject hostOf(Object value) {
    return value instanceof HostObject h ? h : value instanceof JavaObject o ? o.host : null;
  }

  @Override
  public String toString() {
    return type.name();
  }
}
