package dev.initlint.javasource.eval;

import java.util.ArrayList;
import java.util.List;

/** An iterator over elements that are known. */
final class Cursor implements HostObject {
  private final List<Object> elements;
  private int next;

  Cursor(List<Object> elements) {
    this.elements = new ArrayList<>(elements);
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site site) {
    return switch (method) {
      case "hasNext" -> next < elements.size();
      case "next" -> {
        if (next >= elements.size()) {
          throw new PathEnded.Thrown("an iterator is read beyond its end at " + in.place());
        }
        yield elements.get(next++);
      }
      case "forEachRemaining" -> {
        while (next < elements.size()) {
          in.apply(args.get(0), java.util.Arrays.asList(elements.get(next++)), site);
        }
        yield null;
      }
      default -> UNHANDLED;
    };
  }
}
