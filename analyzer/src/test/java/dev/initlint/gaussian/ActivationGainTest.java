package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationGainTest {

  private static ActivationGain gain(String name) {
    return ActivationGain.of(FunctionNames.of(name, null), 0, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "relu, 0.398942, 0.5, 1.414214, 0.5",
    "leaky_relu, 0.394953, 0.500050, 1.414143, 0.500050",
    "elu, 0.160521, 0.644945, 1.245198, 0.668102",
    "selu, 0, 1, 1, 1.071575",
    "gelu, 0.282095, 0.425221, 1.533530, 0.455851",
    "quick_gelu, 0.282331, 0.421953, 1.539459, 0.449549",
    "silu, 0.206621, 0.355776, 1.676532, 0.379482",
    "mish, 0.240404, 0.452342, 1.486848, 0.479084",
    "tanh, 0, 0.394294, 1.592537, 0.464403",
    "sigmoid, 0.5, 0.293379, 1.846229, 0.044836",
    "softplus, 0.806059, 0.921246, 1.041867, 0.293379",
    "hard_swish, 0.166217, 0.331567, 1.736657, 0.358532",
    "relu2, 0.5, 1.5, 0.816497, 2.0",
    "sin, 0, 0.432332, 1.520867, 0.567668",
    "erf, 0, 0.464559, 1.467167, 0.569410"
  })
  void theConstantsThatTheFieldKnows(
      String name, double mean, double q, double gain, double slope) {
    ActivationGain g = gain(name);
    assertThat(g.mean()).isEqualTo(mean, within(6e-7));
    assertThat(g.secondMoment()).isEqualTo(q, within(6e-7));
    assertThat(g.gain()).isEqualTo(gain, within(6e-7));
    assertThat(g.slopeSecondMoment()).isEqualTo(slope, within(6e-7));
  }

  /** Sampled figures that the code of normaliser-free networks holds, good to a thousandth. */
  @ParameterizedTest
  @CsvSource({
    "gelu, 1.7015043",
    "relu, 1.7139589",
    "silu, 1.7881293",
    "tanh, 1.5939118",
    "sigmoid, 4.8038354",
    "softplus, 1.9203323",
    "softsign, 2.3388531",
    "elu, 1.2716005",
    "celu, 1.2709268",
    "leaky_relu, 1.7059034",
    "selu, 1.0008516",
    "relu6, 1.7131485",
    "log_sigmoid, 1.9193485"
  })
  void gainsOfWeightStandardisedNetworks(String name, double sampled) {
    assertThat(gain(name).standardisedGain() / sampled).isEqualTo(1, within(1e-3));
  }

  @Test
  void theTwoConstantsOfSeluFollowFromItsTwoConditions() {
    double[] constants = ActivationGain.seluConstants();
    assertThat(constants[0]).isEqualTo(1.0507009873554805, within(1e-12));
    assertThat(constants[1]).isEqualTo(1.6732632423543772, within(1e-12));
  }

  @Test
  void aGaussianThatIsCut() {
    assertThat(ActivationGain.truncatedStd(2)).isEqualTo(0.8796256610342398, within(1e-13));
    assertThat(ActivationGain.truncatedStd(3)).isEqualTo(0.9865783925581086, within(1e-13));
    assertThat(ActivationGain.truncatedStd(40)).isEqualTo(1, within(1e-15));
    assertThat(ActivationGain.truncatedStd(1e-6)).isEqualTo(1e-6 / Math.sqrt(3), within(1e-15));
    assertThat(ActivationGain.truncatedStd(0.001) / ActivationGain.truncatedStd(0.0009999))
        .isEqualTo(1.0001, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "gelu, 1.98305826, 0.17292239, 3.561553, 1e-7",
    "silu, 1.98800468, 0.55514317, 14.320174, 1e-7",
    "tanh, 1, 0, 0, 1e-12",
    "relu, 2, 0, NaN, 1e-12"
  })
  void criticalPoints(String name, double weight, double bias, double q, double tolerance) {
    MomentMap.Critical c = new MomentMap(FunctionNames.of(name, null)).critical();
    assertThat(c.weight()).isEqualTo(weight, within(tolerance));
    assertThat(c.bias()).isEqualTo(bias, within(tolerance));
    assertThat(c.q())
        .satisfiesAnyOf(v -> assertThat(v).isNaN(), v -> assertThat(v).isEqualTo(q, within(1e-6)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigmoid", "softplus", "selu", "relu2", "exp"})
  void whereBothCannotBeHadNothingIsTold(String name) {
    assertThat(new MomentMap(FunctionNames.of(name, null)).critical()).isNull();
  }

  @Test
  void theLineOfTanhAtAVarianceOfBiases() {
    List<MomentMap.Critical> line = new MomentMap(Activation.TANH).critical(0.05);
    assertThat(line).hasSize(1);
    assertThat(line.get(0).weight()).isEqualTo(1.76095, within(5e-6));
    assertThat(line.get(0).q()).isEqualTo(0.57005, within(5e-6));
  }

  @Test
  void seluDrawsEverySecondMomentToOne() {
    List<MomentMap.FixedPoint> points = new MomentMap(Activation.SELU).fixedPoints(1, 0);
    assertThat(points).hasSize(1);
    assertThat(points.get(0).q()).isEqualTo(1, within(1e-10));
    assertThat(points.get(0).slope()).isBetween(0.78, 0.79);
    assertThat(points.get(0).stability()).isEqualTo("stable");
  }

  /** w·e^{2q} = q has two roots close to each other just above the tangent. */
  @Test
  void twoFixedPointsThatLieCloseTogetherAreBothFound() {
    double nearly = 0.5 / Math.E * (1 - 1e-5);
    List<MomentMap.FixedPoint> points = new MomentMap(Activation.EXP).fixedPoints(nearly, 0);
    assertThat(points).extracting(p -> p.stability()).containsExactly("stable", "unstable");
    points.forEach(
        p -> assertThat(nearly * Math.exp(2 * p.q()) / p.q()).isEqualTo(1, within(1e-9)));
  }

  @Test
  void everySecondMomentOfReluIsAFixedPointAtTwoOverFanIn() {
    MomentMap relu = new MomentMap(Activation.RELU);
    assertThat(relu.isHomogeneous()).isTrue();
    assertThat(relu.fixedPoints(2, 0)).isEmpty();
    assertThat(relu.fixedPoints(1, 0.5)).hasSize(1);
    assertThat(relu.fixedPoints(1, 0.5).get(0).q()).isEqualTo(1, within(1e-9));
  }

  @Test
  void expressionsAreTheFunctionsThatTheySpell() {
    for (double x = -3; x <= 3; x += 0.37) {
      assertThat(FunctionParser.parse("x*sigmoid(x)").value(x))
          .isEqualTo(Activation.SILU.value(x), within(1e-15));
      assertThat(FunctionParser.parse("x*Phi(x)").slope(x))
          .isEqualTo(Activation.GELU.slope(x), within(1e-14));
      assertThat(FunctionParser.parse("max(x, 0.1*x)").value(x)).isEqualTo(Math.max(x, 0.1 * x));
      assertThat(FunctionParser.parse("-x^2 + 2*x**2 - 1e-1").value(x))
          .isEqualTo(x * x - 0.1, within(1e-14));
      assertThat(FunctionParser.parse("2^x / (1 + e^-x)").value(x))
          .isEqualTo(Math.pow(2, x) / (1 + Math.exp(-x)), within(1e-13));
      assertThat(FunctionParser.parse("clip(x, -1, pi)").value(x))
          .isEqualTo(Math.min(Math.max(x, -1), Math.PI));
      assertThat(FunctionParser.parse("leaky_relu(x, 0.3)").value(x))
          .isEqualTo(Activation.leakyRelu(0.3).value(x));
      assertThat(FunctionParser.parse("min(0, x, 2*x)").value(x)).isEqualTo(Math.min(0, 2 * x));
    }
  }

  @Test
  void anExpressionHasTheGainOfTheActivationThatItSpells() {
    ActivationGain spelt = ActivationGain.of(FunctionParser.parse("max(x,0) + 0.2*min(x,0)"), 0, 1);
    assertThat(spelt.secondMoment()).isEqualTo(0.52, within(1e-12));
    assertThat(ActivationGain.of(FunctionParser.parse("x*tanh(log(1+exp(x)))"), 0, 1).gain())
        .isEqualTo(1.486848, within(6e-7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x+|at the end: expected a number, x or a function",
        "max(x,|at the end: expected a number, x or a function",
        "x)|at character 2: expected an operator",
        "2 x|at character 3: expected an operator",
        "y|at character 1: \"y\" is neither x nor a function",
        "tanh x|at character 1: expected an argument: tanh(x)",
        "foo(x)|at character 1: there is no function \"foo\"",
        "x^x|at character 3: an exponent that holds x needs a positive number below it",
        "max(x)|at character 1: max takes two arguments or more",
        "tanh(x, 2)|at character 1: tanh takes one argument",
        "elu(x, x)|a number for alpha",
        "clip(x, 2, 1)|the lower one first",
        "1.2.3|at character 1: not a number",
        "x * * 2|at character 5: expected a number",
        "(x|at the end: expected \")\""
      })
  void whatIsNoFunctionIsToldWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> FunctionParser.parse(text))
        .isInstanceOf(FunctionParser.NotAFunction.class)
        .hasMessageContaining(message);
  }

  @Test
  void noTextMakesTheParserFailInAnotherWay() {
    assertThatThrownBy(() -> FunctionParser.parse("(".repeat(1900) + "x"))
        .isInstanceOf(FunctionParser.NotAFunction.class);
    assertThatThrownBy(() -> FunctionParser.parse("-".repeat(1900) + "x"))
        .isInstanceOf(FunctionParser.NotAFunction.class);
    assertThatThrownBy(() -> FunctionParser.parse("x" + "+x".repeat(1500)))
        .isInstanceOf(FunctionParser.NotAFunction.class);
  }
}
