def log = new File(basedir, 'build.log').text
assert log.contains('[INFO] initlint is skipped')
assert !log.contains('HEAD001')
