package dev.initlint.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.initlint.verify.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime with all its graph optimisations. */
final class OnnxRuntime implements AutoCloseable {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  OnnxRuntime(Path model, int threads, Map<String, Tensor> given) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = environment.createSession(model.toString(), options);
    for (Map.Entry<String, Tensor> e : given.entrySet()) {
      inputs.put(e.getKey(), tensor(environment, e.getValue()));
    }
  }

  /** One forward pass. */
  void forward() {
    try {
      session.run(inputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor t) throws OrtException {
    long[] dims = Arrays.stream(t.dims()).asLongStream().toArray();
    if (!t.isReal()) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(t.longs()), dims);
    }
    float[] elements = new float[t.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) t.store().get(i);
    }
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(elements), dims);
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
