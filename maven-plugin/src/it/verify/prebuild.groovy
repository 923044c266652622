def models = new File(basedir, "models")
models.mkdirs()
new File(models, "sound.onnx") << new File(fixtures, "sound.onnx").newInputStream()
def damaged = new File(basedir, "damaged")
damaged.mkdirs()
new File(damaged, "no.onnx").text = "no model"
return true
