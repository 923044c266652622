def models = new File(basedir, "models")
models.mkdirs()
new File(models, "std-one-head.onnx") << new File(fixtures, "std-one-head.onnx").newInputStream()
return true
