import groovy.json.JsonSlurper

def log = new File(basedir, 'build.log').text
def path = 'src/main/java/fixtures/DeepReluNetwork.java'
def lines = new File(basedir, path).readLines()
def line = lines.findIndexOf { it.contains('new DenseLayer.Builder()') } + 1
def column = lines[line - 1].indexOf('new DenseLayer.Builder()') + 1
assert log.contains("[ERROR] $path:$line:$column: error[ACT002 signal-vanish-or-explode] [*]: the signal vanishes over 20 layers")
assert log.contains('[INFO] initlint: Found 1 error, 1 note in 1 file.')
assert log.contains('initlint found 1 finding of severity error or above; none is allowed')
assert !log.contains('Plain')
def found = new JsonSlurper().parse(new File(basedir, 'target/initlint.json')).results[0].findings[0]
assert found.rule == 'ACT002'
assert found.location.path == path
assert found.location.line == line
assert found.location.column == column
