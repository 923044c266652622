import org.nd4j.autodiff.samediff.*;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.weightinit.impl.*;
import org.nd4j.linalg.learning.config.Adam;
import java.util.*;

public class SameDiffAttention {
  private final int dModel = 128, heads = 4;
  SDVariable head(SameDiff sd, SDVariable x, String n) {
    int dk = dModel / heads;
    SDVariable wq = sd.var(n + "_wq", new XavierInitScheme('c', dModel, dk), DataType.FLOAT, dModel, dk);
    SDVariable wk = sd.var(n + "_wk", new XavierInitScheme('c', dModel, dk), DataType.FLOAT, dModel, dk);
    SDVariable wv = sd.var(n + "_wv", new XavierInitScheme('c', dModel, dk), DataType.FLOAT, dModel, dk);
    SDVariable q = sd.mmul(x, wq), k = sd.mmul(x, wk), v = sd.mmul(x, wv);
    SDVariable s = sd.mmul(q, sd.permute(k, 0, 2, 1));
    SDVariable p = sd.nn.softmax(s, -1);
    return sd.mmul(p, v);
  }
  SameDiff build(int seq) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, seq, dModel);
    List<SDVariable> hs = new ArrayList<>();
    for (int i = 0; i < heads; i++) hs.add(head(sd, x, "h" + i));
    SDVariable c = sd.concat(2, hs.toArray(new SDVariable[0]));
    SDVariable wo = sd.var("wo", new XavierInitScheme('c', dModel, dModel), DataType.FLOAT, dModel, dModel);
    SDVariable y = sd.nn.layerNorm(x.add(sd.mmul(c, wo)), sd.one("g", dModel), sd.zero("bb", dModel), true, 2);
    y.rename("out");
    return sd;
  }
}
