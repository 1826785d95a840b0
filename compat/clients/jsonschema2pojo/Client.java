import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.File;
import java.util.stream.Stream;

/** Reads cases.json and prints what the generated classes make of each frame. */
public class Client {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    ArrayNode results = mapper.createArrayNode();
    for (JsonNode one : mapper.readTree(new File("cases.json"))) {
      String type = className(one.get("schema").asText());
      try {
        Object message = mapper.treeToValue(one.get("frame"), Class.forName(type));
        results.addObject().set("frame", mapper.valueToTree(message));
      } catch (com.fasterxml.jackson.core.JsonProcessingException error) {
        results.addObject().put("error", error.getOriginalMessage());
      }
    }
    System.out.println(results);
  }

  /** 2026/event-update is g2026.eventupdate.EventUpdateSchema: the generator takes names from files. */
  static String className(String schema) {
    String[] parts = schema.split("/");
    String name = Stream.of(parts[1].split("-")).map(w -> w.substring(0, 1).toUpperCase() + w.substring(1)).collect(joining());
    return "g" + parts[0] + "." + parts[1].replace("-", "") + "." + name + "Schema";
  }
}
