import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads [{"type", "frame"}] from standard input and writes each frame after a round trip through the generated
 * classes. The JDK has no JSON library, so a small parser and a binder by setters replace the one of a project.
 */
public class RoundTrip {
  public static void main(String[] args) throws Exception {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    List<Object> results = new ArrayList<>();
    for (Object item : (List<?>) new Reader(text).value()) {
      Map<?, ?> roundTrip = (Map<?, ?>) item;
      Map<String, Object> result = new LinkedHashMap<>();
      try {
        Object message = bind(roundTrip.get("frame"), Class.forName("rtms." + roundTrip.get("type")));
        result.put("frame", unbind(message, roundTrip.get("frame")));
      } catch (IllegalArgumentException | ClassCastException error) {
        result.put("error", error.toString());
      }
      results.add(result);
    }
    StringBuilder out = new StringBuilder();
    write(results, out);
    System.out.write(out.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  /** Matches keys with setters: meeting_uuid and setMeetingUUID. */
  static String plain(String name) {
    return name.replace("_", "").toLowerCase();
  }

  static Method accessor(Class<?> type, String prefix, String field) {
    for (Method method : type.getMethods()) {
      if (plain(method.getName()).equals(prefix + plain(field))) return method;
    }
    return null;
  }

  static boolean isGenerated(Class<?> type) {
    return type.getName().startsWith("rtms.");
  }

  /** Number or string: quicktype generates a class with a field for each. */
  static boolean isChoice(Class<?> type) {
    return isGenerated(type) && !type.isEnum() && type.getFields().length > 0;
  }

  static Object bind(Object json, Type wanted) throws Exception {
    if (json == null) return null;
    if (wanted instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      List<Object> list = new ArrayList<>();
      for (Object item : (List<?>) json) list.add(bind(item, element));
      return list;
    }
    Class<?> type = (Class<?>) wanted;
    if (type.isArray()) {
      List<?> list = (List<?>) json;
      Object array = Array.newInstance(type.getComponentType(), list.size());
      for (int i = 0; i < list.size(); i++) Array.set(array, i, bind(list.get(i), type.getComponentType()));
      return array;
    }
    if (type.isEnum()) return type.getMethod("forValue", String.class).invoke(null, json);
    if (isChoice(type)) {
      Object choice = type.getConstructor().newInstance();
      for (var field : type.getFields()) if (field.getType().isInstance(json)) field.set(choice, json);
      return choice;
    }
    if (!isGenerated(type)) {
      boolean fits = type == long.class || type == Long.class ? json instanceof Long
          : type == boolean.class || type == Boolean.class ? json instanceof Boolean
          : type.isInstance(json);
      if (!fits) throw new IllegalArgumentException(json + " is no " + type);
      return json;
    }
    Object bean = type.getConstructor().newInstance();
    for (Map.Entry<?, ?> field : ((Map<?, ?>) json).entrySet()) {
      Method setter = accessor(type, "set", (String) field.getKey());
      if (setter == null || field.getValue() == null) continue;
      setter.invoke(bean, bind(field.getValue(), setter.getGenericParameterTypes()[0]));
    }
    return bean;
  }

  /** Reads the values back through the getters; the original provides only the spelling of the keys. */
  static Object unbind(Object value, Object original) throws Exception {
    if (value == null) return null;
    if (value.getClass().isArray()) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        list.add(unbind(Array.get(value, i), ((List<?>) original).get(i)));
      }
      return list;
    }
    if (value instanceof List<?> items) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) list.add(unbind(items.get(i), ((List<?>) original).get(i)));
      return list;
    }
    if (value instanceof Enum<?>) return value.getClass().getMethod("toValue").invoke(value);
    if (isChoice(value.getClass())) {
      for (var field : value.getClass().getFields()) if (field.get(value) != null) return field.get(value);
      return null;
    }
    if (!isGenerated(value.getClass())) return value;
    Map<String, Object> result = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : ((Map<?, ?>) original).entrySet()) {
      Method getter = accessor(value.getClass(), "get", (String) field.getKey());
      if (getter == null) continue;
      Object inner = unbind(getter.invoke(value), field.getValue());
      if (inner != null) result.put((String) field.getKey(), inner);
    }
    return result;
  }

  static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      if (map.isEmpty()) out.append('{');
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        write(entry.getKey(), out);
        out.append(':');
        write(entry.getValue(), out);
        separator = ",";
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      String separator = "";
      out.append('[');
      for (Object item : list) {
        out.append(separator);
        write(item, out);
        separator = ",";
      }
      out.append(']');
    } else if (value instanceof String text) {
      out.append('"');
      for (char c : text.toCharArray()) {
        if (c == '"' || c == '\\' || c < ' ') out.append(String.format("\\u%04x", (int) c));
        else out.append(c);
      }
      out.append('"');
    } else {
      out.append(value);
    }
  }

  /** JSON with integers. */
  static class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Object value() {
      char c = text.charAt(at);
      if (c == '"') return string();
      if (c == '{') {
        Map<String, Object> map = new LinkedHashMap<>();
        for (at++; text.charAt(at) != '}'; skip(',')) {
          String key = string();
          skip(':');
          map.put(key, value());
        }
        at++;
        return map;
      }
      if (c == '[') {
        List<Object> list = new ArrayList<>();
        for (at++; text.charAt(at) != ']'; skip(',')) list.add(value());
        at++;
        return list;
      }
      int start = at;
      while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) at++;
      String word = text.substring(start, at);
      return switch (word) {
        case "null" -> null;
        case "true" -> true;
        case "false" -> false;
        default -> Long.valueOf(word);
      };
    }

    private void skip(char c) {
      if (text.charAt(at) == c) at++;
    }

    private String string() {
      StringBuilder out = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c != '\\') {
          out.append(c);
          continue;
        }
        char escaped = text.charAt(++at);
        if (escaped == 'u') {
          out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 4;
        } else {
          int i = "bfnrt".indexOf(escaped);
          out.append(i < 0 ? escaped : "\b\f\n\r\t".charAt(i));
        }
      }
      at++;
      return out.toString();
    }
  }
}
