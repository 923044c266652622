package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Norms with a scale per channel: BatchNormalization (Ioffe and Szegedy, arXiv:1502.03167),
 * InstanceNormalization (Ulyanov et al., arXiv:1607.08022) and GroupNormalization (Wu and He,
 * arXiv:1803.08494). They differ in which planes (sample, channel) share their statistics.
 */
final class ChannelNorms implements Operator {
  private enum Kind {
    BATCH,
    INSTANCE,
    GROUP
  }

  private final Kind kind;

  private ChannelNorms(Kind kind) {
    this.kind = kind;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("BatchNormalization", new ChannelNorms(Kind.BATCH));
    operators.put("InstanceNormalization", new ChannelNorms(Kind.INSTANCE));
    operators.put("GroupNormalization", new ChannelNorms(Kind.GROUP));
  }

  /**
   * Planes that share statistics.
   *
   * @param fixed true when the statistics are given and carry no gradient
   */
  private record Sharing(int[][] planes, int plane, int channels, boolean fixed) {}

  /** Statistics per set of planes. */
  private record Statistics(double[] mean, double[] inverse) {}

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    Sharing sharing = sharing(call);
    Statistics s = statistics(call, sharing);
    call.remember(s);
    double[] scale = perChannel(call.need(1), sharing.channels());
    double[] bias = perChannel(call.need(2), sharing.channels());
    Tensor y = call.arena().reals(x.dims());
    call.workers()
        .range(
            sharing.planes().length,
            1,
            (from, to) -> {
              double[] plane = new double[sharing.plane()];
              for (int set = from; set < to; set++) {
                for (int p : sharing.planes()[set]) {
                  int c = p % sharing.channels();
                  unit(x.reals(), p, plane, s.mean()[set], s.inverse()[set]);
                  for (int i = 0; i < plane.length; i++) {
                    plane[i] = plane[i] * scale[c] + bias[c];
                  }
                  y.reals().store(p * plane.length, plane, 0, plane.length);
                }
              }
            });
    Tensor[] result = new Tensor[call.node().outputs().size()];
    result[0] = y;
    for (int i = 1; i < Math.min(3, result.length); i++) {
      result[i] = kind == Kind.BATCH ? running(call, s, sharing, i) : null;
    }
    return result;
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Sharing sharing = sharing(call);
    Statistics s = (Statistics) call.remembered();
    int channels = sharing.channels();
    double[] scale = perChannel(call.in(1), channels);
    int planes = call.dims(0)[0] * channels;
    double[] scaleParts = new double[planes];
    double[] biasParts = new double[planes];
    Tensor dx = call.arena().reals(call.dims(0));
    Reals x = call.in(0).reals();
    Reals g = gradients[0].reals();
    call.workers()
        .range(
            sharing.planes().length,
            1,
            (from, to) -> {
              for (int set = from; set < to; set++) {
                sums(sharing, set, s, x, g, scaleParts, biasParts);
                pull(sharing, set, s, x, g, scale, scaleParts, biasParts, dx.reals());
              }
            });
    Tensor[] result = new Tensor[call.arity()];
    result[0] = dx;
    result[1] = call.wants(1) ? perInput(call, scaleParts, channels, 1) : null;
    result[2] = call.wants(2) ? perInput(call, biasParts, channels, 2) : null;
    return result;
  }

  private static void sums(
      Sharing sharing,
      int set,
      Statistics s,
      Reals x,
      Reals g,
      double[] scaleParts,
      double[] biasParts) {
    double[] unit = new double[sharing.plane()];
    double[] up = new double[sharing.plane()];
    for (int p : sharing.planes()[set]) {
      unit(x, p, unit, s.mean()[set], s.inverse()[set]);
      g.load(p * up.length, up, 0, up.length);
      scaleParts[p] = Sums.dot(up, unit, up.length);
      biasParts[p] = Sums.sum(up, 0, up.length);
    }
  }

  /** dx = inverse·(h - mean h - x̂·mean(h·x̂)) over the planes of a set, with h = g·scale. */
  private static void pull(
      Sharing sharing,
      int set,
      Statistics s,
      Reals x,
      Reals g,
      double[] scale,
      double[] scaleParts,
      double[] biasParts,
      Reals dx) {
    double mean = 0;
    double along = 0;
    int n = sharing.planes()[set].length * sharing.plane();
    if (!sharing.fixed()) {
      for (int p : sharing.planes()[set]) {
        mean += scale[p % sharing.channels()] * biasParts[p] / n;
        along += scale[p % sharing.channels()] * scaleParts[p] / n;
      }
    }
    double[] unit = new double[sharing.plane()];
    double[] up = new double[sharing.plane()];
    for (int p : sharing.planes()[set]) {
      double factor = scale[p % sharing.channels()];
      unit(x, p, unit, s.mean()[set], s.inverse()[set]);
      g.load(p * up.length, up, 0, up.length);
      for (int i = 0; i < up.length; i++) {
        up[i] = s.inverse()[set] * (factor * up[i] - mean - unit[i] * along);
      }
      dx.store(p * up.length, up, 0, up.length);
    }
  }

  private Sharing sharing(Call call) {
    int[] d = call.dims(0);
    int channels = d[1];
    int plane = Extents.size(d, 2, d.length);
    boolean training = call.attributes().integer("training_mode", 0) == 1;
    int sets =
        switch (kind) {
          case BATCH -> channels;
          case INSTANCE -> d[0] * channels;
          case GROUP -> d[0] * groups(call, channels);
        };
    int[][] planes = new int[sets][sets == 0 ? 0 : d[0] * channels / sets];
    int[] filled = new int[sets];
    for (int p = 0; p < d[0] * channels; p++) {
      int set = kind == Kind.BATCH ? p % channels : p / planes[0].length;
      planes[set][filled[set]++] = p;
    }
    return new Sharing(planes, plane, channels, kind == Kind.BATCH && !training);
  }

  private static int groups(Call call, int channels) {
    int groups = (int) call.attributes().integer("num_groups", 1);
    if (groups <= 0 || channels % groups != 0) {
      throw new Unsupported(channels + " channels do not split into " + groups + " groups");
    }
    return groups;
  }

  private Statistics statistics(Call call, Sharing sharing) {
    double epsilon = call.attributes().real("epsilon", 1e-5);
    int sets = sharing.planes().length;
    if (sharing.fixed()) {
      double[] inverse = call.need(4).doubles();
      for (int i = 0; i < inverse.length; i++) {
        inverse[i] = 1 / Math.sqrt(inverse[i] + epsilon);
      }
      return new Statistics(call.need(3).doubles(), inverse);
    }
    Statistics s = new Statistics(new double[sets], new double[sets]);
    Reals x = call.need(0).reals();
    call.workers()
        .range(
            sets,
            1,
            (from, to) -> {
              double[] plane = new double[sharing.plane()];
              for (int set = from; set < to; set++) {
                double n = (double) plane.length * sharing.planes()[set].length;
                double sum = 0;
                for (int p : sharing.planes()[set]) {
                  x.load(p * plane.length, plane, 0, plane.length);
                  sum += Sums.sum(plane, 0, plane.length);
                }
                double squares = 0;
                for (int p : sharing.planes()[set]) {
                  unit(x, p, plane, sum / n, 1);
                  squares += Sums.dot(plane, plane, plane.length);
                }
                s.mean()[set] = sum / n;
                s.inverse()[set] = 1 / Math.sqrt(squares / n + epsilon);
              }
            });
    return s;
  }

  private static void unit(Reals x, int plane, double[] to, double mean, double inverse) {
    x.load(plane * to.length, to, 0, to.length);
    for (int i = 0; i < to.length; i++) {
      to[i] = (to[i] - mean) * inverse;
    }
  }

  /** A scale per channel; GroupNormalization gave one per group before opset 21. */
  private static double[] perChannel(Tensor t, int channels) {
    double[] v = t.doubles();
    double[] all = new double[channels];
    Arrays.setAll(all, c -> v[c / Math.max(1, channels / v.length)]);
    return all;
  }

  private static Tensor perInput(Call call, double[] parts, int channels, int input) {
    double[] sum = new double[Extents.size(call.dims(input))];
    for (int p = 0; p < parts.length; p++) {
      sum[p % channels / Math.max(1, channels / sum.length)] += parts[p];
    }
    return call.arena().of(sum, call.dims(input));
  }

  /** Running statistics: momentum·old + (1 - momentum)·new, with the batch's biased variance. */
  private static Tensor running(Call call, Statistics s, Sharing sharing, int output) {
    double momentum = call.attributes().real("momentum", 0.9);
    double epsilon = call.attributes().real("epsilon", 1e-5);
    double[] old = call.need(output + 2).doubles();
    for (int i = 0; i < old.length && !sharing.fixed(); i++) {
      double now = output == 1 ? s.mean()[i] : 1 / (s.inverse()[i] * s.inverse()[i]) - epsilon;
      old[i] = momentum * old[i] + (1 - momentum) * now;
    }
    return call.arena().of(old, call.dims(1));
  }
}
