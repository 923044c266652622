def log = new File(basedir, 'build.log').text
for (parameter in ['models', 'sources', 'excludes', 'select', 'ignore', 'failOn', 'maxAllowedFindings', 'skip', 'outputFile']) {
    assert log.contains('User property: initlint.' + parameter)
}
