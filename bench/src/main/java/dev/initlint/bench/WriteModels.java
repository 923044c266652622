package dev.initlint.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a model by name: {@code small}, {@code few-tokens}, {@code batch}, {@code large}. */
final class WriteModels {
  private WriteModels() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "small" -> GptFile.write(Gpt.SMALL, file);
      case "few-tokens" -> GptFile.write(Gpt.FEW_TOKENS, file);
      case "batch" -> GptFile.write(Gpt.BATCH, file);
      case "large" -> GptFile.writeWithExternalData(Gpt.LARGE, file);
      default -> throw new IllegalArgumentException("no model is called " + args[0]);
    }
  }
}
