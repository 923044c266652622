def log = new File(basedir, 'build.log').text
assert log.contains('error[HEAD001 lm-head-std-one]')
