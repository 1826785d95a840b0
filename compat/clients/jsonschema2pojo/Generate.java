import com.sun.codemodel.JCodeModel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsonschema2pojo.DefaultGenerationConfig;
import org.jsonschema2pojo.Jackson2Annotator;
import org.jsonschema2pojo.SchemaGenerator;
import org.jsonschema2pojo.SchemaMapper;
import org.jsonschema2pojo.SchemaStore;
import org.jsonschema2pojo.rules.RuleFactory;

/** Generates one package for each schema with jsonschema2pojo, with its default options. */
class Generate {
  public static void main(String[] args) throws Exception {
    Path out = Files.createDirectories(Path.of("generated"));
    for (String generation : List.of("string", "2025", "2026")) {
      for (File file : new File("schemas", generation).listFiles()) {
        String name = file.getName().replace(".schema.json", "");
        JCodeModel model = new JCodeModel();
        var config = new DefaultGenerationConfig();
        var rules = new RuleFactory(config, new Jackson2Annotator(config), new SchemaStore());
        new SchemaMapper(rules, new SchemaGenerator())
            .generate(model, "Message", "g" + generation + "." + name.replace("-", ""), file.toURI().toURL());
        model.build(out.toFile());
      }
    }
  }
}
