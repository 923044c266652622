import ai.djl.*;
import ai.djl.engine.Engine;
import ai.djl.ndarray.*;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.*;
import ai.djl.nn.*;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.*;
import ai.djl.nn.core.*;
import ai.djl.nn.norm.*;
import ai.djl.nn.pooling.*;
import ai.djl.nn.recurrent.*;
import ai.djl.nn.transformer.*;
import ai.djl.modality.nlp.*;
import ai.djl.modality.nlp.embedding.*;
import ai.djl.training.*;
import ai.djl.training.dataset.*;
import ai.djl.training.initializer.*;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.*;
import ai.djl.training.tracker.*;
import ai.djl.util.PairList;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
public class Seq2Seq {
  static class Encoder extends AbstractBlock {
    private TrainableWordEmbedding embedding; private GRU rnn;
    Encoder(int vocabSize, int embedSize, int numHiddens, int numLayers, float dropout) {
      List<String> list = IntStream.range(0, vocabSize).mapToObj(String::valueOf).collect(Collectors.toList());
      Vocabulary vocab = new DefaultVocabulary(list);
      embedding = TrainableWordEmbedding.builder().optNumEmbeddings(vocabSize).setEmbeddingSize(embedSize).setVocabulary(vocab).build();
      addChildBlock("embedding", embedding);
      rnn = GRU.builder().setNumLayers(numLayers).setStateSize(numHiddens).optReturnState(true).optBatchFirst(false).optDropRate(dropout).build();
      addChildBlock("rnn", rnn);
    }
    @Override public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { embedding.initialize(m, t, s[0]); Shape[] o = embedding.getOutputShapes(new Shape[]{s[0]}); try (NDManager sub = m.newSubManager()) { NDArray e = sub.zeros(o[0], t).swapAxes(0, 1); rnn.initialize(m, t, e.getShape()); } }
    @Override protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> p) {
      NDArray x = in.head(); x = embedding.forward(ps, new NDList(x), training, p).head(); x = x.swapAxes(0, 1);
      return rnn.forward(ps, new NDList(x), training);
    }
    @Override public Shape[] getOutputShapes(Shape[] s) { throw new UnsupportedOperationException(); }
  }
  public static void main(String[] a) {
    Encoder e = new Encoder(10, 8, 16, 2, 0f);
    NDManager manager = NDManager.newBaseManager();
    NDArray X = manager.zeros(new Shape(4, 7));
    e.initialize(manager, DataType.FLOAT32, X.getShape());
    NDList out = e.forward(new ParameterStore(manager, false), new NDList(X), false);
    System.out.println(out.head().getShape());
  }
}
