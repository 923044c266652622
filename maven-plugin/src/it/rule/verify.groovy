def log = new File(basedir, 'build.log').text
assert log.contains('[INFO] HEAD001 lm-head-std-one (error)')
