package dev.initlint.hub.family;

import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphDraft;
import dev.initlint.graph.Weight;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.family.layer.Extent;
import dev.initlint.hub.family.layer.ModelWriter;
import dev.initlint.hub.family.layer.Tensor;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.FamilyText.Block;
import dev.initlint.hub.family.notation.FamilyText.Requirement;
import dev.initlint.hub.family.notation.Source;
import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import dev.initlint.law.Law;
import dev.initlint.shape.DimBinding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One model of a family. */
final class FamilyBuild {
  /** Names that extents of inputs may have. */
  private static final List<String> EXTENTS = List.of("batch", "sequence", "decoder_sequence");

  private final FamilyText family;
  private final Configuration configuration;
  private final StoredNames stored;
  private final Map<String, Object> sizes = new HashMap<>();
  private final Set<String> remarks = new LinkedHashSet<>();

  FamilyBuild(FamilyText family, Configuration c, Tensors tensors, Map<String, Long> sizes) {
    this.family = family;
    this.configuration = c;
    this.stored =
        tensors == null ? null : new StoredNames(tensors, family.prefix(), family.stored());
    this.sizes.put("prefix", family.prefix());
    for (String name : EXTENTS) {
      long usual = name.equals("batch") ? DimBinding.BATCH : DimBinding.OTHER;
      this.sizes.put(name, new Extent(name, sizes.getOrDefault(name, usual)));
    }
  }

  FamilyModel model() {
    FamilyLaws laws =
        new FamilyLaws(family, o -> new Interpreter(family, configuration, o, sizes, null));
    ModelWriter writer = new ModelWriter(configuration.path(), laws, this::source);
    Interpreter in = new Interpreter(family, configuration, Map.of(), sizes, writer);
    for (Requirement r : family.requirements()) {
      if (!in.truth(r.condition(), Map.of())) {
        throw new BadField(
            in.values().fieldsOf(r.condition()).stream()
                .findFirst()
                .map(in.values()::pointer)
                .orElse(""),
            r.otherwise());
      }
    }
    Graph graph;
    try {
      Object result = head(in, writer);
      remarks.forEach(writer.draft()::remark);
      graph = writer.graph(family.name(), outputs(result));
    } catch (GraphDraft.TooLarge e) {
      throw new BadField("", e.getMessage() + "; take fewer layers");
    }
    return new FamilyModel(
        family.name(), graph, laws.deviations(), stored == null ? Set.of() : stored.used());
  }

  /** Runs the model that the configuration's first architecture names. */
  private Object head(Interpreter in, ModelWriter writer) {
    if (family.models().isEmpty()) {
      throw error("there is no section that begins \"model NAME\"");
    }
    String architecture = configuration.string("/architectures/0");
    if (architecture == null) {
      Block first = family.models().values().iterator().next();
      remarks.add("The configuration names no architecture; ..." + first.name() + " is assumed.");
      return in.run(first);
    }
    Block named =
        family.models().values().stream()
            .filter(b -> architecture.endsWith(b.name()))
            .max(Comparator.comparingInt(b -> b.name().length()))
            .orElse(null);
    if (named != null) {
      return in.run(named);
    }
    Block body = family.models().get("Model");
    if (body == null) {
      throw new BadField(
          "/architectures/0",
          "the "
              + family.name()
              + " family has no head "
              + architecture
              + "; it has "
              + String.join(", ", family.models().keySet()));
    }
    remarks.add("The head of " + architecture + " is not described; the body is read without it.");
    if (family.prefix().isEmpty()) {
      return in.run(body);
    }
    writer.enter(family.prefix());
    Object result = in.run(body);
    writer.leave();
    return result;
  }

  private List<Tensor> outputs(Object result) {
    List<Tensor> all = new ArrayList<>();
    for (Object o : result instanceof List<?> l ? l : Collections.singletonList(result)) {
      if (!(o instanceof Tensor t)) {
        throw error("a model returns a tensor or a list of tensors");
      }
      all.add(t);
    }
    return all;
  }

  private Malformed error(String what) {
    return new Source(family.path(), 1, 0).error(1, what);
  }

  private Weight.Source source(String name, long[] dims, Law law) {
    StoredTensor t = stored == null ? null : stored.of(name);
    if (t == null) {
      return new Weight.Drawn(law);
    }
    if (!java.util.Arrays.equals(t.dims(), dims)) {
      remarks.add(
          "The stored tensor "
              + t.name()
              + " has the shape "
              + java.util.Arrays.toString(t.dims())
              + "; the configuration says "
              + java.util.Arrays.toString(dims)
              + ", and its law is taken instead.");
      return new Weight.Drawn(law);
    }
    stored.take(t);
    return new Weight.Stored(t.data());
  }
}
