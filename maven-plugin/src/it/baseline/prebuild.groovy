def models = new File(basedir, "src/main/resources/nets")
models.mkdirs()
new File(models, "std-one-head.onnx") << new File(fixtures, "std-one-head.onnx").newInputStream()
return true
