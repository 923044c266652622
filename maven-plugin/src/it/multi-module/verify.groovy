def log = new File(basedir, 'build.log').text
assert log.contains('initlint: nothing to check')
assert log =~ /a \.+ SUCCESS/
assert log =~ /b \.+ FAILURE/
assert log =~ /\[ERROR\] b\/models\/std-one-head\.onnx:\S+: error\[HEAD001 /
assert !log.contains('not marked as thread-safe')
