def log = new File(basedir, 'build.log').text
assert log =~ /\[ERROR\] models\/model\.onnx:\S+: error\[HEAD001 lm-head-std-one\]: /
