def log = new File(basedir, 'build.log').text
assert log =~ /cannot read models\/cut\.onnx: byte \d+: /
assert log.contains('MojoExecutionException')
assert !log.contains('\tat ')
