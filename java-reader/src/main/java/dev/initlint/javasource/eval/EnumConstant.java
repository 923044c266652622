package dev.initlint.javasource.eval;

/** A constant of a library's enum, or any static field that the library does not explain. */
public record EnumConstant(LibraryClass type, String name, Site site) {
  @Override
  public boolean equals(Object o) {
    return o instanceof EnumConstant e && type.equals(e.type) && name.equals(e.name);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
