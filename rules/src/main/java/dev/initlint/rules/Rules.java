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
          new DeadReluAtInit(),
          new DefaultSigmoid(),
          new MissingAttentionScale(),
          new WrongAttentionScale(),
          new AttentionEntropyCollapse(),
          new AttentionNearUniform(),
          new QkNormUnscaled(),
          new FusedQkvFan(),
          new ScaleFoldedIntoQuery(),
          new ZeroValueInput(),
          new SingleKeyAttention(),
          new TokenRankCollapse(),
          new DropoutKeepsLittle(),
          new EmbeddingStdOne(),
          new EmbeddingScaleMismatch(),
          new PositionDominatesToken(),
          new PaddingRowNotZero(),
          new TiedInitConflict(),
          new TiedSelfLogit(),
          new NewRowScale(),
          new QkGradientImbalance(),
          new LmHeadStdOne(),
          new InitialLossExcess(),
          new TiedHeadMissingRescale(),
          new DoubleSoftmax(),
          new HeadBiasPrior(),
          new OutputTemperature(),
          new UnscaledWeightStd(),
          new NearZeroInit(),
          new ConstantSymmetry(),
          new InitializerArgumentConfusion(),
          new TruncatedNormalUncorrected(),
          new FanAxisMismatch(),
          new StackedFan(),
          new DuplicateLayerWeights(),
          new UninitialisedParameter(),
          new InitClobbered(),
          new ReparametrisedInitLost(),
          new EqualizedLearningRate(),
          new DeadZeroProduct(),
          new LibraryInitializerQuirk(),
          new MupViolation(),
          new MoeRouterInit(),
          new RecurrentInit(),
          new SettingWithoutEffect(),
          new NormGainNotIdentity(),
          new MissingFinalNorm(),
          new ZeroVarianceNormInput(),
          new NormEpsilonDominates(),
          new NormWithoutAxis(),
          new LowPrecisionRange(),
          new PostNormDepth(),
          new ResidualBranchUnscaled(),
          new ResidualScaleMisplaced(),
          new ScaledInitSkipped(),
          new DeepNormMismatch(),
          new UnnormalisedResidualGrowth(),
          new ResidualSourceMismatch(),
          new SgdWithAttention(),
          new AdamEpsilonDominates(),
          new StepExceedsWeights(),
          new GradientNormAboveClip(),
          new FirstStepMovesOutputs());

  private Rules() {}

  /** Every rule, sorted by id. */
  public static List<Rule> all() {
    return ALL;
  }
}
