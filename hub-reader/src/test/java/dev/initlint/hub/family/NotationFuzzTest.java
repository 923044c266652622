package dev.initlint.hub.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Graph;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.testkit.FuzzRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damaged families end as a graph or as one sentence; nothing else is thrown. */
class NotationFuzzTest {
  private static final int MUTANTS = 20_000;
  private static final long NANOS = 8_000_000_000L;
  private static final String[] SEEDS = {
    "decoder", "llama", "bert", "t5", "resnet", "mamba", "falcon"
  };
  private static final String[] WORDS = {
    "0",
    "-1",
    "1e9",
    "9223372036854775807",
    "1.5",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{i}",
    "..",
    "**",
    "x",
    "if",
    "else",
    "for i in 0..3",
    "return x",
    "block",
    "let",
    "config",
    "=",
    ":",
    ".",
    ",",
    "linear(x, 3)",
    "layernorm(x)",
    "reshape(x, [0, -1])",
    "x[0]",
    "\u0000",
    "\u00a7",
    "\t",
    "  ",
    "embedding(x, 10, 4)",
    "like bert",
    "family",
    "not",
    "x / 0",
    "x = mean(x, 7)",
    "x = slice(x, 9, 0, 1)",
    "x = slice(x, 1, 3, 1)",
    "x = concat(7, x, x)",
    "x = pick(x, 1e9, 0)",
    "x = every_other(x, -1, 0)",
    "x = pad(x, 5, 1, 1)",
    "x = transpose(x, 0, 3)",
    "x = gather(x, x, 4)",
    "x = split(x, -1)",
    "x = split(x, [\"a\"])",
    "x = swap_last(1)",
    "x = softmax(x, 6)",
    "x = top_k(x, -1)",
    "x = einsum(\"ab\", x, x)",
    "x = einsum(\"abc,abd->z\", x, x)",
    "x = conv(x, 3, 3)",
    "x = conv(x, 3, [3], stride=0)",
    "x = max_pool(x, [])",
    "x = heads(x, 2)",
    "x = batchnorm(x)",
    "x = groupnorm(x, 3)",
    "x = signal(\"x\", \"a\", null)",
    "x = signal(\"x\")",
    "x = positions()",
    "extent(x, 8)",
    "x % 0",
    "\n",
    "#",
  };
  private static final Configuration SMALL =
      Configuration.parse(
          "config.json",
          """
          {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 11,
           "intermediate_size": 12, "d_model": 8, "num_layers": 1, "num_heads": 2, "d_ff": 12,
           "d_kv": 4, "image_size": 32, "embedding_size": 8, "hidden_sizes": [8, 8],
           "depths": [1, 1], "max_position_embeddings": 16, "state_size": 4}
          """);

  private final Map<String, String> escapes = new TreeMap<>();
  private int graphs;
  private int refused;

  @Test
  void nothingEscapes() throws IOException {
    FuzzRun run = FuzzRun.of(MUTANTS, NANOS, 20_261_127);
    List<String> seeds = new ArrayList<>();
    for (String name : SEEDS) {
      seeds.add(text(name));
    }
    Random random = new Random(run.seed());
    long start = System.nanoTime();
    for (int i = 0; run.goesOn(i, start); i++) {
      String mutant = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
      try {
        read(mutant);
      } catch (RuntimeException | Error e) {
        escapes.putIfAbsent(place(e), "mutant " + i + ": " + mutant);
      }
    }
    assertThat(escapes).as("places from which something escapes, with the first mutant").isEmpty();
    System.out.println(graphs + " mutants of the notation are models, " + refused + " are not");
    assertThat(graphs).as("mutants that are models").isGreaterThan(20);
    assertThat(refused).as("mutants that are not").isGreaterThan(20);
  }

  private static String place(Throwable e) {
    return Stream.of(e.getStackTrace())
        .filter(f -> f.getClassName().startsWith("dev.initlint"))
        .findFirst()
        .map(f -> e + " at " + f)
        .orElse(e.toString());
  }

  private static String text(String family) throws IOException {
    try (InputStream in = Families.class.getResourceAsStream(family + ".net")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void read(String net) {
    try {
      Graph graph = Families.with("my.net", net).build(SMALL, null, Map.of("sequence", 8L)).graph();
      assertThat(graph).isNotNull();
      graphs++;
    } catch (Malformed | BadField e) {
      refused++;
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(800).doesNotContain("java.");
      assertThat(e.getMessage().chars().noneMatch(c -> c < ' ' || c == 0x7f))
          .as(e.getMessage())
          .isTrue();
    }
  }

  private static String mutate(String seed, List<String> seeds, Random random) {
    List<String> lines = new ArrayList<>(Arrays.asList(seed.split("\n")));
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      int column = line.isEmpty() ? 0 : random.nextInt(line.length());
      String word = WORDS[random.nextInt(WORDS.length)];
      switch (random.nextInt(8)) {
        case 0 -> lines.set(at, line.substring(0, column) + word + line.substring(column));
        case 1 -> lines.set(at, line.substring(0, column));
        case 2 -> lines.add(at, lines.get(random.nextInt(lines.size())));
        case 3 -> lines.remove(at);
        case 4 -> lines.set(at, " ".repeat(random.nextInt(5)) + line.strip());
        case 5 -> lines.set(at, line.replaceFirst("\\d+", word.replaceAll("[$\\\\]", "")));
        case 6 -> lines.set(at, line.replaceFirst("\\b[a-z_]+\\b", word.replaceAll("[$\\\\]", "")));
        default -> {
          String[] other = seeds.get(random.nextInt(seeds.size())).split("\n");
          lines.add(at, other[random.nextInt(other.length)]);
        }
      }
      if (lines.isEmpty()) {
        lines.add("");
      }
    }
    return String.join("\n", lines);
  }
}
