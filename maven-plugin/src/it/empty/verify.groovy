def log = new File(basedir, 'build.log').text
assert log.contains('[INFO] initlint: nothing to check')
