def log = new File(basedir, 'build.log').text
assert log.contains("no rule is called 'lm-head-std-onne'; did you mean lm-head-std-one?")
assert log.contains('MojoExecutionException')
assert !log.contains('\tat ')
