package dev.initlint.rules;

import java.util.List;

/** Every rule, sorted by id. */
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new ActivationGainMismatch(),
          new SignalVanishOrExplode(),
          new SeluWithoutLecun(),
          new LinearWithoutActivation(),
          new DefaultSigmoid(),
          new MissingAttentionScale(),
          new WrongAttentionScale(),
          new AttentionEntropyCollapse(),
          new AttentionNearUniform(),
          new QkNormUnscaled(),
          new ScaleFoldedIntoQuery(),
          new ZeroValueInput(),
          new TokenRankCollapse(),
          new DropoutKeepsLittle(),
          new EmbeddingStdOne(),
          new EmbeddingScaleMismatch(),
          new PositionDominatesToken(),
          new TiedSelfLogit(),
          new QkGradientImbalance(),
          new LmHeadStdOne(),
          new InitialLossExcess(),
          new TiedHeadMissingRescale(),
          new DoubleSoftmax(),
          new UnscaledWeightStd(),
          new NearZeroInit(),
          new ConstantSymmetry(),
          new InitializerArgumentConfusion(),
          new TruncatedNormalUncorrected(),
          new FanAxisMismatch(),
          new StackedFan(),
          new DuplicateLayerWeights(),
          new InitClobbered(),
          new LibraryInitializerQuirk(),
          new SettingWithoutEffect(),
          new MissingFinalNorm(),
          new ZeroVarianceNormInput(),
          new NormEpsilonDominates(),
          new NormWithoutAxis(),
          new PostNormDepth(),
          new ResidualBranchUnscaled(),
          new UnnormalisedResidualGrowth(),
          new SgdWithAttention(),
          new StepExceedsWeights());

  private Rules() {}

  /** Every rule, sorted by id. */
  public static List<Rule> all() {
    return ALL;
  }
}
