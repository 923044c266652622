import groovy.json.JsonSlurper

def log = new File(basedir, 'build.log').text
assert log =~ /\[ERROR\] src\/main\/resources\/nets\/std-one-head\.onnx:\S+: error\[HEAD001 lm-head-std-one\]: /
assert log =~ /\[INFO\] initlint: Found 1 error\b.* in 1 file\./
assert log.contains('initlint found 1 finding of severity error or above; none is allowed')
assert !log.contains('\tat dev.initlint')
def report = new JsonSlurper().parse(new File(basedir, 'target/initlint.json'))
assert report.results[0].findings*.rule.contains('HEAD001')
