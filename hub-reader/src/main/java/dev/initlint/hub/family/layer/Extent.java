package dev.initlint.hub.family.layer;

/** A named extent of an input at its size here. */
public record Extent(String name, long size) {
  @Override
  public String toString() {
    return name;
  }
}
