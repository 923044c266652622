def log = new File(basedir, 'build.log').text
assert log =~ /\[INFO\] models.sound\.onnx: confirmed: all \d+ figures agree/
assert log.contains('no.onnx')
assert log =~ /initlint could not verify damaged.no\.onnx/
