package dev.initlint.onnx;

import java.util.Locale;
import java.util.Map;

/** What a file that is no ONNX model is by its name, where its first bytes do not tell. */
final class FileName {
  private static final String EXPORT =
      "export the model with torch.onnx.export(model, inputs, \"model.onnx\")";

  private static final String CONVERT = "convert the model to ONNX (tf2onnx)";

  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("py", "this is Python source, which is not read; " + EXPORT),
          Map.entry("ipynb", "this is a notebook, which is not read; " + EXPORT),
          Map.entry(
              "json",
              "this is a JSON file without a model that is known here; name the folder that"
                  + " save_pretrained wrote, or the .onnx file"),
          Map.entry("yaml", "this is a text file and not a model; name the .onnx file itself"),
          Map.entry("keras", "this is a Keras model; " + CONVERT),
          Map.entry("h5", "this is a Keras model or its weights; " + CONVERT),
          Map.entry("pb", "this is a TensorFlow graph; " + CONVERT),
          Map.entry("pbtxt", "this is a TensorFlow graph as text; " + CONVERT),
          Map.entry("pt", "this is a PyTorch file, which holds weights and no graph; " + EXPORT),
          Map.entry("pth", "this is a PyTorch file, which holds weights and no graph; " + EXPORT),
          Map.entry("ckpt", "this is a checkpoint, which holds weights and no graph; " + EXPORT),
          Map.entry(
              "pt2",
              "this is a program of torch.export; write it as ONNX with torch.onnx.export"
                  + "(model, inputs, \"model.onnx\", dynamo=True)"),
          Map.entry(
              "bin",
              "this holds the bytes of tensors and no graph; name the model file that they belong"
                  + " to, or "
                  + EXPORT),
          Map.entry(
              "data",
              "this holds the bytes of tensors and no graph; name the .onnx file beside it"),
          Map.entry(
              "onnx_data",
              "this holds the bytes of tensors and no graph; name the .onnx file beside it"),
          Map.entry(
              "pkl", "this is a Python pickle, which holds no graph that can be read; " + EXPORT),
          Map.entry(
              "msgpack",
              "this holds weights of Flax and no graph; name the folder that also has its"
                  + " config.json"),
          Map.entry("index", "this is a part of a TensorFlow checkpoint; " + CONVERT),
          Map.entry("npy", "this is an array of NumPy and not a model; name the .onnx file"),
          Map.entry("npz", "this holds arrays of NumPy and no graph; name the .onnx file"),
          Map.entry("mlmodel", "this is a Core ML model; name the ONNX file that it came from"),
          Map.entry("xml", "this is an XML file, as of OpenVINO; name the ONNX file it came from"),
          Map.entry("engine", "this is a TensorRT engine; name the ONNX file it was built from"),
          Map.entry("plan", "this is a TensorRT engine; name the ONNX file it was built from"));

  private FileName() {}

  /** Why a file with this name cannot be read, with the cure; null where the name tells nothing. */
  static String reason(String path) {
    int dot = path.lastIndexOf('.');
    String ending = path.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot < 0 ? null : BY_ENDING.get(ending);
  }
}
