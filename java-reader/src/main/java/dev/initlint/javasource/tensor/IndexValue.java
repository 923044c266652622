package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import java.util.List;

/**
 * DJL's {@code NDIndex}: a notation and what fills its holes.
 *
 * @param notation as {@code "0:{}, :"}
 */
public record IndexValue(String notation, List<Object> holes) implements HostObject {
  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site site) {
    return UNHANDLED;
  }
}
