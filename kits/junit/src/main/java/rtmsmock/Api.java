package rtmsmock;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTTP API of one server. */
final class Api {
  /** Time that a call may take beyond the time for which it waits. */
  private static final Duration CALL_TIME = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY).build();
  private final String url;
  private final String token;

  Api(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** The body of a GET. Parameters that are null are left out. */
  Map<String, Object> get(String path, Map<String, ?> query, Duration wait) {
    String parameters =
        query.entrySet().stream()
            .filter(one -> one.getValue() != null)
            .map(one -> one.getKey() + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&"));
    return call("GET", parameters.isEmpty() ? path : path + "?" + parameters, null, wait);
  }

  Map<String, Object> get(String path) {
    return get(path, Map.of(), Duration.ZERO);
  }

  Map<String, Object> post(String path, Map<String, ?> body) {
    return post(path, body, Duration.ZERO);
  }

  /** The server may take so much longer for its response. */
  Map<String, Object> post(String path, Map<String, ?> body, Duration wait) {
    return call("POST", path, Json.write(body), wait);
  }

  static String encode(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Map<String, Object> call(String method, String path, String body, Duration wait) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(CALL_TIME.plus(wait));
    if (token != null) request.header("authorization", "Bearer " + token);
    if (body == null) request.GET();
    else request.header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() < 400) return Json.readObject(response.body());
      throw refusal(response.statusCode(), response.body(), method + " " + path);
    } catch (IOException failure) {
      String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
      throw new RtmsMockException(
          "The mock server at " + url + " cannot be reached: " + reason, "unreachable", 0);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new RtmsMockException("The test was interrupted", "interrupted", 0);
    }
  }

  private static RtmsMockException refusal(int status, String text, String call) {
    Map<String, Object> error = new LinkedHashMap<>();
    try {
      error = Json.asObject(Json.readObject(text).get("error"));
    } catch (IllegalArgumentException | ClassCastException noJson) {
      error.put("message", call + " answered " + status + ": " + text);
    }
    String hint = error.get("hint") == null ? "" : " " + error.get("hint");
    return new RtmsMockException(
        error.get("message") + hint, String.valueOf(error.getOrDefault("code", "error")), status);
  }
}
