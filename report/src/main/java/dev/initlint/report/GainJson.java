package dev.initlint.report;

import dev.initlint.gaussian.ActivationGain;
import dev.initlint.gaussian.GainSummary;
import dev.initlint.gaussian.MomentMap;
import java.io.IOException;

/** What is told of an activation as JSON; a figure that does not exist is absent. */
public final class GainJson {
  private GainJson() {}

  /** Writes one document. */
  public static void write(GainSummary s, Appendable to) throws IOException {
    ActivationGain g = s.gain();
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("activation").value(g.function().name());
    json.known("argumentMean", g.argumentMean()).known("argumentStd", g.argumentStd());
    json.known("mean", g.mean()).known("secondMoment", g.secondMoment());
    json.known("variance", g.variance()).known("slopeMean", g.slopeMean());
    json.known("slopeSecondMoment", g.slopeSecondMoment()).known("gain", g.gain());
    json.known("standardisedGain", g.standardisedGain()).known("norm", s.norm());
    json.known("weightVariance", s.weight()).known("biasVariance", s.bias());
    json.known("forward", s.forward()).known("backward", s.backward());
    json.known("tweak", s.tweak()).name("homogeneous").value(s.homogeneous());
    json.name("fixedPoints").beginArray();
    for (MomentMap.FixedPoint p : s.fixedPoints()) {
      json.beginObject().known("q", p.q()).known("slope", p.slope());
      json.known("gradient", p.gradient()).known("stability", p.stability()).endObject();
    }
    json.endArray();
    if (s.critical() != null) {
      json.name("critical");
      write(s.critical(), json);
    }
    json.name("criticalAtBias").beginArray();
    for (MomentMap.Critical c : s.criticalAtBias()) {
      write(c, json);
    }
    json.endArray();
    if (s.selu() != null) {
      json.name("selu").beginObject().known("lambda", s.selu()[0]).known("alpha", s.selu()[1]);
      json.endObject();
    }
    json.endObject();
  }

  private static void write(MomentMap.Critical c, JsonWriter json) throws IOException {
    json.beginObject().known("weightVariance", c.weight()).known("biasVariance", c.bias());
    json.known("q", c.q()).endObject();
  }
}
