def sources = new File(basedir, 'src/main/java/fixtures')
sources.mkdirs()
def network = new File(fixtures, '../java/DeepReluNetwork.java').text
new File(sources, 'DeepReluNetwork.java').text = network
new File(sources, 'Plain.java').text = 'package fixtures; class Plain { int n = 1; }'
return true
