import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Attention through the linalg group, with names and with flags that transpose. */
public class SameDiffHeads {
  static final int HEADS = 4;
  static final int WIDTH = 16;

  SameDiff build(int length) {
    SameDiff sd = SameDiff.create();
    int hidden = HEADS * WIDTH;
    SDVariable input = sd.placeHolder("input", DataType.FLOAT, 1, length, hidden);
    SDVariable wq = sd.var("wq", Nd4j.randn(DataType.FLOAT, hidden, hidden).mul(0.02));
    SDVariable wk = sd.var("wk", Nd4j.randn(DataType.FLOAT, hidden, hidden).mul(0.02));
    SDVariable wv = sd.var("wv", Nd4j.randn(DataType.FLOAT, hidden, hidden).mul(0.02));
    SDVariable q = heads(sd, sd.mmul("q", input, wq), length);
    SDVariable k = heads(sd, sd.mmul("k", input, wk), length);
    SDVariable v = heads(sd, sd.mmul("v", input, wv), length);
    SDVariable scores = sd.linalg().mmul("scores", q, k, false, true, false);
    SDVariable weights = sd.nn().softmax("w", scores.mul("scaled", 1 / Math.sqrt(WIDTH)), -1);
    sd.linalg().matmul("output", weights, v);
    return sd;
  }

  private static SDVariable heads(SameDiff sd, SDVariable x, int length) {
    return sd.permute(sd.reshape(x, 1, length, HEADS, WIDTH), 0, 2, 1, 3);
  }
}
