def log = new File(basedir, 'build.log').text
assert log.contains('readme-snippet-passes')
assert log.contains('initlint: Found nothing in 1 file.')
