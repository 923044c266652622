for (module in [a: 'sound.onnx', b: 'std-one-head.onnx']) {
    def models = new File(basedir, module.key + '/models')
    models.mkdirs()
    new File(models, module.value) << new File(fixtures, module.value).newInputStream()
}
return true
