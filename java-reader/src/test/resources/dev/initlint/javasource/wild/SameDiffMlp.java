import org.nd4j.autodiff.samediff.*;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.weightinit.impl.*;
import org.nd4j.linalg.learning.config.Adam;
import java.util.*;

public class SameDiffMlp {
  static SameDiff mlp(int nIn, int nOut, int... hidden) {
    SameDiff sd = SameDiff.create();
    SDVariable in = sd.placeHolder("in", DataType.FLOAT, -1, nIn); SDVariable label = sd.placeHolder("label", DataType.FLOAT, -1, nOut);
    SDVariable h = in; int prev = nIn;
    for (int i = 0; i < hidden.length; i++) {
      SDVariable w = sd.var("w" + i, new XavierInitScheme('c', prev, hidden[i]), DataType.FLOAT, prev, hidden[i]);
      SDVariable b = sd.zero("b" + i, hidden[i]);
      h = sd.nn.relu(h.mmul(w).add(b), 0); prev = hidden[i];
    }
    SDVariable w = sd.var("w", Nd4j.randn(DataType.FLOAT, prev, nOut).mul(0.01)); SDVariable b = sd.var("b", Nd4j.zeros(1, nOut));
    SDVariable logits = h.mmul(w).add("logits", b);
    sd.loss.softmaxCrossEntropy("loss", label, logits, null);
    sd.setLossVariables("loss");
    return sd;
  }
  public static void main(String[] a) {
    SameDiff sd = mlp(784, 10, 256, 128);
    sd.setTrainingConfig(new TrainingConfig.Builder().updater(new Adam(1e-3)).dataSetFeatureMapping("in").dataSetLabelMapping("label").build());
    for (;;) { sd.fit(Nd4j.rand(2, 3), Nd4j.rand(2, 3)); }
  }
}
