// The project of a reader who pastes the README's snippet.
def snippet = (new File(readme).text =~ /(?s)```xml\n(<plugin>.*?)```/)[0][1]
new File(basedir, 'pom.xml').text = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.initlint.it</groupId>
  <artifactId>readme-snippet-passes</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <build>
    <plugins>
${snippet}
    </plugins>
  </build>
</project>
"""
def models = new File(basedir, 'models')
models.mkdirs()
new File(models, 'model.onnx') << new File(fixtures, 'sound.onnx').newInputStream()
return true
