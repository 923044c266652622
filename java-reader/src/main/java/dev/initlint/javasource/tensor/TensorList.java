package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import java.util.ArrayList;
import java.util.List;

/** DJL's {@code NDList}. */
public final class TensorList implements HostObject {
  private static final int GROWTH = 16;

  private final List<Object> elements;
  private java.util.function.IntFunction<?> more;

  /** A list of tensors, and of values nobody knows. */
  public TensorList(List<?> elements) {
    this.elements = new ArrayList<>(elements);
  }

  /** A list that makes an element when one beyond its end is read. */
  public static TensorList growing(List<?> elements, java.util.function.IntFunction<?> more) {
    TensorList l = new TensorList(elements);
    l.more = more;
    return l;
  }

  /** The elements. */
  public List<Object> elements() {
    return elements;
  }

  /** All tensors in a value: itself, or the elements of a list or array. */
  public static List<Tensor> tensors(Object value) {
    List<Object> all =
        value instanceof TensorList l
            ? l.elements
            : value instanceof Tensor t ? List.of(t) : Values.elements(value);
    List<Tensor> found = new ArrayList<>();
    if (all != null) {
      for (Object o : all) {
        if (o instanceof Tensor t) {
          found.add(t);
        } else if (o instanceof TensorList l) {
          found.addAll(tensors(l));
        }
      }
    }
    return found;
  }

  /** The list that constructor arguments describe. */
  public static TensorList of(List<Object> args) {
    TensorList list = new TensorList(List.of());
    for (Object a : args) {
      list.add(a);
    }
    return list;
  }

  private void add(Object a) {
    List<Object> many = a instanceof TensorList l ? l.elements : Values.elements(a);
    if (many != null) {
      elements.addAll(many);
    } else if (!(a instanceof Number)) {
      elements.add(a);
    }
  }

  @Override
  public boolean fits(String typeName) {
    return typeName.equals("NDList");
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site site) {
    Long i = args.isEmpty() ? null : Values.asLong(args.get(0));
    switch (method) {
      case "singletonOrThrow", "head" -> {
        return at(0);
      }
      case "get" -> {
        return i == null ? UNHANDLED : at(i.intValue());
      }
      case "size" -> {
        return elements.size();
      }
      case "isEmpty" -> {
        return elements.isEmpty();
      }
      case "add", "addAll" -> {
        args.forEach(this::add);
        return method.equals("add") ? (Object) true : this;
      }
      case "subNDList" -> {
        int from = i == null ? 0 : Math.min(i.intValue(), elements.size());
        return new TensorList(elements.subList(from, elements.size()));
      }
      case "iterator", "stream" -> {
        return new ArrayList<>(elements);
      }
      case "getManager" -> {
        List<Tensor> any = tensors(this);
        return new ManagerValue(any.isEmpty() ? null : any.get(0).writer());
      }
      case "getShapes" -> {
        return tensors(this).stream()
            .map(t -> t.rank() < 0 ? in.open("shape") : new ShapeValue(t.dims()))
            .toArray();
      }
      case "remove" -> {
        return i == null || i >= elements.size() ? UNHANDLED : elements.remove(i.intValue());
      }
      default -> {
        return UNHANDLED;
      }
    }
  }

  @Override
  public Object passedTo(String function, List<Object> args, Site at) {
    List<Tensor> all = tensors(this);
    return all.isEmpty()
        ? UNHANDLED
        : TensorMethods.foreign(all.get(0), function, List.of(this), at);
  }

  private Object at(int i) {
    while (more != null && i >= elements.size() && i < GROWTH) {
      elements.add(more.apply(elements.size()));
    }
    if (i < 0 || i >= elements.size()) {
      throw new PathEnded("element " + i + " of a list of " + elements.size() + " arrays is read");
    }
    return elements.get(i);
  }
}
