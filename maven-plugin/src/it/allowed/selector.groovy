// Without rules there is nothing to find.
return new File(readme).toPath().resolveSibling('rules/pom.xml').toFile().exists()
