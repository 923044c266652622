package dev.initlint.hub.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.ConfigurationParser;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.FamilyText.Field;
import dev.initlint.hub.family.notation.Term;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the field that keeps a family from being built: the one without which the fault is gone, or
 * is another one. A family's file fails far from the field at fault, where a size that is null or a
 * list meets a layer.
 */
final class Blame {
  private final FamilyText family;
  private final Configuration configuration;
  private final Function<Configuration, FamilyModel> build;

  Blame(FamilyText family, Configuration c, Function<Configuration, FamilyModel> build) {
    this.family = family;
    this.configuration = c;
    this.build = build;
  }

  /** The fault as one of a field, if there is one to blame. */
  RuntimeException of(Malformed fault) {
    return family.fields().values().stream()
        .flatMap(f -> f.places().stream().map(p -> new Stated(f, "/" + p.replace('.', '/'))))
        .filter(s -> configuration.has(s.pointer()))
        .sorted(Comparator.comparing(s -> innocence(s, fault.getMessage())))
        .filter(s -> !fault.getMessage().equals(faultWithout(s.pointer())))
        .findFirst()
        .<RuntimeException>map(s -> new BadField(s.pointer(), sentence(s, fault)))
        .orElse(fault);
  }

  private record Stated(Field field, String pointer) {
    JsonNode node(Configuration c) {
      return c.at(pointer);
    }
  }

  private String faultWithout(String pointer) {
    try {
      build.apply(configuration.without(pointer));
      return "";
    } catch (Malformed | BadField e) {
      return e.getMessage();
    }
  }

  /**
   * A text that the fault quotes comes first, then values of another kind than the usual one, then
   * texts and lists, then numbers.
   */
  private int innocence(Stated s, String fault) {
    JsonNode stated = s.node(configuration);
    if (stated.isTextual()
        && stated.textValue().length() > 1
        && fault.contains(stated.textValue())) {
      return -1;
    }
    Optional<Object> usual = usual(s.field());
    if (usual.isPresent()) {
      boolean alike =
          usual.get() instanceof Double && stated.isNumber()
              || usual.get() instanceof String && stated.isTextual()
              || usual.get() instanceof Boolean && stated.isBoolean();
      return alike ? 3 : 0;
    }
    return stated.isNull() ? 4 : stated.isNumber() ? 2 : 1;
  }

  private static Optional<Object> usual(Field field) {
    return field.otherwise() instanceof Term.Literal l
        ? Optional.ofNullable(l.value())
        : Optional.empty();
  }

  private String sentence(Stated s, Malformed fault) {
    String name = s.pointer().substring(1).replace('/', '.');
    String reason = fault.getMessage().replaceFirst("^line \\d+, column \\d+: ", "");
    JsonNode stated = s.node(configuration);
    String cure =
        usual(s.field())
            .map(u -> ", where a value like " + Values.plain(u) + " belongs")
            .orElse(", which fits no " + family.name() + " model; correct it or leave it out");
    return name + " is " + ConfigurationParser.shown(stated) + cure + " (" + reason + ")";
  }
}
