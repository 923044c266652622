def log = new File(basedir, 'build.log').text
assert log.contains('there is no such baseline; write one with --write-baseline or the goal initlint:baseline')
assert log =~ /initlint: wrote \S*known\.json with findings: \d/
assert new File(basedir, 'known.json').text.contains('HEAD001')
assert log.indexOf('initlint: Found nothing in 1 file') > log.indexOf('initlint: wrote')
