package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.IndexValue;
import dev.initlint.javasource.tensor.ManagerValue;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import java.util.List;
import java.util.Set;

/** DJL as source uses it. */
public final class DjlLibrary implements Library {
  private static final Set<String> BLOCKS =
      Set.of(
          "Linear",
          "LinearCollection",
          "Multiplication",
          "Conv1d",
          "Conv2d",
          "Conv3d",
          "Conv1dTranspose",
          "Conv2dTranspose",
          "BatchNorm",
          "GhostBatchNorm",
          "LayerNorm",
          "Dropout",
          "LSTM",
          "GRU",
          "RNN",
          "IdEmbedding",
          "TrainableWordEmbedding",
          "TrainableTextEmbedding",
          "Prelu",
          "ScaledDotProductAttentionBlock",
          "PointwiseFeedForwardBlock",
          "TransformerEncoderBlock",
          "BertBlock",
          "SequentialBlock",
          "ParallelBlock",
          "LambdaBlock");

  /** Blocks whose computation is not modelled; their own source is run where it is at hand. */
  private static final Set<String> OPAQUE =
      Set.of(
          "SparseMax",
          "ConstantEmbedding",
          "BertPretrainingBlock",
          "BertMaskedLanguageModelBlock",
          "BertNextSentenceBlock",
          "EncoderDecoder",
          "SimpleTextEncoder",
          "SimpleTextDecoder");

  private static final Set<String> OTHERS =
      Set.of(
          "Activation",
          "Pool",
          "Blocks",
          "NDArrays",
          "Shape",
          "NDList",
          "Model",
          "Parameter",
          "DefaultTrainingConfig",
          "Loss",
          "Optimizer",
          "Tracker",
          "XavierInitializer",
          "NormalInitializer",
          "UniformInitializer",
          "TruncatedNormalInitializer",
          "ConstantInitializer",
          "Initializer",
          "AbstractBlock",
          "AbstractBaseBlock",
          "NDArray",
          "ParameterStore",
          "NDManager",
          "PairList",
          "Pair",
          "Block",
          "NDIndex");

  private final Roots roots;

  /** A library that notes the models it sees begun in {@code roots}. */
  public DjlLibrary(Roots roots) {
    this.roots = roots;
  }

  @Override
  public LibraryClass.Origin origin() {
    return LibraryClass.Origin.DJL;
  }

  @Override
  public boolean explains(String qualified) {
    return explains(LibraryClass.ofQualified(qualified));
  }

  private static boolean explains(LibraryClass type) {
    String head = OldSpellings.type(type.name().split("\\.")[0]);
    return BLOCKS.contains(head) || OTHERS.contains(head);
  }

  @Override
  public boolean buildingBlock(LibraryClass type) {
    String head = type.name().split("\\.")[0];
    boolean composite =
        head.startsWith("Bert")
            || head.endsWith("AttentionBlock")
            || head.endsWith("ForwardBlock")
            || head.endsWith("EncoderBlock");
    return !composite
        && (explains(type)
            || head.equals("SparseMax")
            || head.endsWith("Embedding")
            || head.startsWith("Abstract")
            || List.of("Convolution", "Deconvolution", "RecurrentBlock", "Encoder", "Decoder")
                .contains(head));
  }

  @Override
  public Object construct(Interpreter in, LibraryClass type, List<Object> args, Site site) {
    String name = OldSpellings.type(type.name());
    DjlInitialiser initialiser = DjlInitialiser.of(name, args, site);
    if (initialiser != null) {
      return initialiser;
    }
    switch (name) {
      case "Mlp" -> {
        DjlBlock net = ZooBlocks.mlp(args, site);
        if (net == null) {
          return HostObject.UNHANDLED;
        }
        roots.add(net);
        return net;
      }
      case "Shape" -> {
        return ShapeValue.of(args);
      }
      case "NDList" -> {
        return TensorList.of(args);
      }
      case "NDIndex" -> {
        return !args.isEmpty() && args.get(0) instanceof String s
            ? new IndexValue(s, args.subList(1, args.size()))
            : HostObject.UNHANDLED;
      }
      case "DefaultTrainingConfig" -> {
        return new DjlTraining(args, site);
      }
      case "Pair" -> {
        return new BlockMethods.Pair(Values.describe(args.get(0)), args.get(1));
      }
      default -> {
        if (name.endsWith(".Builder")) {
          return new BlockBuilder(name.substring(0, name.lastIndexOf('.')), site);
        }
        if (BLOCKS.contains(name) || OPAQUE.contains(name)) {
          return container(DjlBlock.of(name, args, site));
        }
        return name.endsWith("Loss") || name.endsWith("CrossEntropy")
            ? new DjlObject(name, args, new Recorder(), site)
            : HostObject.UNHANDLED;
      }
    }
  }

  private DjlBlock container(DjlBlock b) {
    if (b.type().equals("ParallelBlock")) {
      for (Object a : b.args()) {
        if (Values.elements(a) != null) {
          b.structural("addAll", List.of(a), b.site());
        }
      }
    }
    declared(b);
    boolean plain =
        b.type().equals("LambdaBlock")
            || b.type().equals("PointwiseFeedForwardBlock")
            || OPAQUE.contains(b.type());
    if (!plain) {
      roots.add(b);
    }
    return b;
  }

  /** Adds the parameters and children that a block has from the start. */
  static DjlBlock declared(DjlBlock b) {
    Declared.parameters(b);
    AttentionBlocks.furnish(b);
    return b;
  }

  /** What a builder makes. */
  static Object built(String type, Recorder settings, Site site, Site end) {
    if (BLOCKS.contains(type)) {
      return declared(new DjlBlock(type, List.of(), settings, site, end, null));
    }
    return new DjlObject(type, List.of(), settings, site);
  }

  /** A parameter as its builder describes it. */
  static DjlParameter parameter(Interpreter in, Recorder r, Site site) {
    String name = Values.describe(r.value("setName"));
    String kind = r.value("setType") instanceof EnumConstant e ? e.name() : "OTHER";
    DjlParameter p = new DjlParameter(name, kind, site, -1);
    if (r.last("optShape") != null && r.value("optShape") instanceof ShapeValue s) {
      p.shape(s.dims());
    }
    Recorder.Setting rule = r.last("optInitializer");
    if (rule != null) {
      p.set(OwnInitialiser.of(in, rule.value(), rule.site()), rule.site());
    }
    return p;
  }

  @Override
  public Object callStatic(
      Interpreter in, LibraryClass type, String method, List<Object> args, Site site) {
    String name = OldSpellings.type(type.name());
    switch (name) {
      case "Activation", "Pool", "Blocks", "NDArrays", "NDImageUtils" -> {
        return ArrayFunctions.call(in, name, OldSpellings.method(method), args, site);
      }
      case "Model" -> {
        return method.equals("newInstance") ? new DjlModel(roots) : HostObject.UNHANDLED;
      }
      case "NDManager" -> {
        List<Tensor> any = TensorList.tensors(args.isEmpty() ? null : args.get(0));
        return new ManagerValue(any.isEmpty() ? null : any.get(0).writer());
      }
      case "LambdaBlock" -> {
        return method.equals("singleton")
            ? DjlBlock.of("SingletonBlock", args, site)
            : HostObject.UNHANDLED;
      }
      case "Loss", "Optimizer", "Tracker" -> {
        boolean fluent = name.equals("Optimizer") || args.isEmpty() && name.equals("Tracker");
        return fluent
            ? new BlockBuilder(method, site)
            : new DjlObject(method, args, new Recorder(), site);
      }
      default -> {
        return method.equals("builder") ? new BlockBuilder(name, site) : HostObject.UNHANDLED;
      }
    }
  }

  /** Who is given a model to set its block and to train it holds the same as who made it. */
  @Override
  public Object handedOver(LibraryClass type) {
    return type.name().equals("Model") ? new DjlModel(roots) : HostObject.UNHANDLED;
  }

  @Override
  public Object staticField(LibraryClass type, String name, Site site) {
    if (type.name().equals("Initializer")) {
      return DjlInitialiser.constant(name, name.equals("ONES") ? 1 : 0, site);
    }
    return HostObject.UNHANDLED;
  }

  @Override
  public HostObject superPart(
      Interpreter in, LibraryClass type, List<Object> args, JavaObject self, Site site) {
    if (!type.name().endsWith("Block") && !BLOCKS.contains(type.name())) {
      return null;
    }
    DjlBlock b = new DjlBlock(type.name(), args, new Recorder(), self.site(), site, self);
    return container(b);
  }
}
