import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Series of images: every step is a map, then a vector, then a step of a series again. */
public class FramesOfVideo {
  MultiLayerConfiguration conf() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(
            0,
            new ConvolutionLayer.Builder(10, 10)
                .nIn(3)
                .nOut(30)
                .stride(4, 4)
                .activation(Activation.RELU)
                .weightInit(WeightInit.RELU)
                .build())
        .layer(
            1,
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(3, 3)
                .stride(2, 2)
                .build())
        .layer(
            2,
            new DenseLayer.Builder()
                .activation(Activation.RELU)
                .nIn(15 * 15 * 30)
                .nOut(50)
                .weightInit(WeightInit.RELU)
                .build())
        .layer(3, new LSTM.Builder().activation(Activation.SOFTSIGN).nIn(50).nOut(50).build())
        .layer(
            4,
            new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(50)
                .nOut(4)
                .build())
        .inputPreProcessor(0, new RnnToCnnPreProcessor(130, 130, 3))
        .inputPreProcessor(2, new CnnToFeedForwardPreProcessor(15, 15, 30))
        .inputPreProcessor(3, new FeedForwardToRnnPreProcessor())
        .build();
  }
}
