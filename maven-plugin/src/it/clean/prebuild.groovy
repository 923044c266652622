def models = new File(basedir, "models")
models.mkdirs()
new File(models, "sound.onnx") << new File(fixtures, "sound.onnx").newInputStream()
return true
