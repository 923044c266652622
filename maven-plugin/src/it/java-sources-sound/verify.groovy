def log = new File(basedir, 'build.log').text
assert log.contains('[INFO] initlint: Found nothing in 1 file.')
assert !log.contains('[ERROR]')
assert !log.contains('[WARNING]')
