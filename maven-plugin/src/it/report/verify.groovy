def page = { String path -> new File(basedir, path).text }
def bad = page('b/target/reports/initlint.html')
assert bad.contains('HEAD001 lm-head-std-one')
assert bad.contains('std-one-head.onnx')
assert bad.contains('draw the head with std')
assert page('a/target/reports/initlint.html').contains('sound.onnx')
def all = page('target/reports/initlint-aggregate.html')
assert all.contains('sound.onnx') && all.contains('std-one-head.onnx')
assert !new File(basedir, 'a/target/reports/initlint-aggregate.html').exists()
