package dev.initlint.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is asked of {@link Initlint#check}. Each {@code with} gives a copy.
 *
 * @param select rules to apply: ids, names or prefixes of ids; none for every stable rule
 * @param ignore rules not to apply
 * @param preview whether to apply rules in preview too
 * @param dims extents of named dims, as {@code batch}
 * @param inputs laws of inputs by name, as {@code normal(0,1)} or {@code tokens(50257)}
 * @param timeout time that one model may take; zero for no limit
 * @param defects told of exceptions that the tool should not have thrown
 */
public record CheckOptions(
    List<String> select,
    List<String> ignore,
    boolean preview,
    Map<String, Long> dims,
    Map<String, String> inputs,
    Duration timeout,
    Consumer<Throwable> defects) {
  public CheckOptions {
    select = List.copyOf(select);
    ignore = List.copyOf(ignore);
    dims = Map.copyOf(dims);
    inputs = Map.copyOf(inputs);
  }

  /** Every stable rule, nothing stated, and a minute for each model. */
  public static CheckOptions defaults() {
    return new CheckOptions(
        List.of(), List.of(), false, Map.of(), Map.of(), IsolatingEngine.LIMIT, defect -> {});
  }

  /** With these rules alone. */
  public CheckOptions withSelect(String... rules) {
    return new CheckOptions(List.of(rules), ignore, preview, dims, inputs, timeout, defects);
  }

  /** Without these rules. */
  public CheckOptions withIgnore(String... rules) {
    return new CheckOptions(select, List.of(rules), preview, dims, inputs, timeout, defects);
  }

  /** With one more extent of a dim that the model only names. */
  public CheckOptions withDim(String name, long extent) {
    Map<String, Long> more = new LinkedHashMap<>(dims);
    more.put(name, extent);
    return new CheckOptions(select, ignore, preview, more, inputs, timeout, defects);
  }

  /** With the law of one more input. */
  public CheckOptions withInput(String name, String law) {
    Map<String, String> more = new LinkedHashMap<>(inputs);
    more.put(name, law);
    return new CheckOptions(select, ignore, preview, dims, more, timeout, defects);
  }

  /** With another limit of time for each model. */
  public CheckOptions withTimeout(Duration limit) {
    return new CheckOptions(select, ignore, preview, dims, inputs, limit, defects);
  }
}
