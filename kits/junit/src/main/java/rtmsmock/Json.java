package rtmsmock;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** JSON as maps, lists, strings, numbers, booleans and null: the JDK has none. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** Reads a value. Whole numbers are Long, others Double. */
  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at < text.length()) throw json.wrong("the end");
    return value;
  }

  /** Reads an object. */
  static Map<String, Object> readObject(String text) {
    return asObject(read(text));
  }

  /** A value that must be an object; empty for null. */
  static Map<String, Object> asObject(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (value != null) ((Map<?, ?>) value).forEach((key, one) -> object.put((String) key, one));
    return object;
  }

  /** A value that must be an array; empty for null. */
  static List<Object> asList(Object value) {
    return value == null ? List.of() : new ArrayList<>((List<?>) value);
  }

  /** A value that is an object or null. */
  static Map<String, Object> objectOrNull(Object value) {
    return value == null ? null : asObject(value);
  }

  /** A value that is an array of values that are read one by one; empty for null. */
  static <T> List<T> listOf(Object value, Function<Object, T> read) {
    return asList(value).stream().map(read).toList();
  }

  /** A value that is an object whose values are read one by one; empty for null. */
  static <T> Map<String, T> mapOf(Object value, Function<Object, T> read) {
    Map<String, T> result = new LinkedHashMap<>();
    asObject(value).forEach((key, one) -> result.put(key, read.apply(one)));
    return result;
  }

  /** A number or null as a whole number. */
  static Long asLong(Object value) {
    return value == null ? null : ((Number) value).longValue();
  }

  /** A number or null. */
  static Double asDouble(Object value) {
    return value == null ? null : ((Number) value).doubleValue();
  }

  /** Writes a value: maps, iterables, strings, numbers, booleans and null. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        write(String.valueOf(entry.getKey()), out);
        out.append(':');
        write(entry.getValue(), out);
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      out.append('[');
      String separator = "";
      for (Object one : list) {
        out.append(separator);
        write(one, out);
        separator = ",";
      }
      out.append(']');
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      writeString(value.toString(), out);
    }
  }

  private static void writeString(String value, StringBuilder out) {
    out.append('"');
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    out.append('"');
  }

  private Object value() {
    space();
    char c = at < text.length() ? text.charAt(at) : 0;
    if (c == '{') return object();
    if (c == '[') return list();
    if (c == '"') return string();
    if (c == '-' || Character.isDigit(c)) return number();
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? null : (Object) word.equals("true");
      }
    }
    throw wrong("a value");
  }

  private Map<String, Object> object() {
    Map<String, Object> result = new LinkedHashMap<>();
    expect('{');
    if (isNext('}')) return result;
    do {
      space();
      String key = string();
      expect(':');
      result.put(key, value());
    } while (isNext(','));
    expect('}');
    return result;
  }

  private List<Object> list() {
    List<Object> result = new ArrayList<>();
    expect('[');
    if (isNext(']')) return result;
    do result.add(value());
    while (isNext(','));
    expect(']');
    return result;
  }

  private String string() {
    expect('"');
    StringBuilder result = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      result.append(c == '\\' ? escaped() : c);
    }
    expect('"');
    return result.toString();
  }

  private char escaped() {
    if (at >= text.length()) throw wrong("an escaped character");
    char c = text.charAt(at++);
    int known = "bfnrt".indexOf(c);
    if (known >= 0) return "\b\f\n\r\t".charAt(known);
    if (c != 'u') return c;
    if (at + 4 > text.length()) throw wrong("four hex digits");
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }

  private Number number() {
    int begin = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
    String digits = text.substring(begin, at);
    boolean isWhole = digits.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    if (isWhole) return Long.valueOf(digits);
    return Double.valueOf(digits);
  }

  private boolean isNext(char c) {
    space();
    if (at >= text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void expect(char c) {
    if (!isNext(c)) throw wrong("'" + c + "'");
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private IllegalArgumentException wrong(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "not JSON: expected " + expected + " at character " + at + ", found " + found);
  }
}
