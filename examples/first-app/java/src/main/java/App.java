import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Prints the transcripts of meetings. */
public final class App {
  private static final Gson GSON = new Gson();
  private final String clientId, secret, token;
  /** Webhooks of the streams that run, by stream. */
  private final Map<String, JsonObject> starts = new ConcurrentHashMap<>();

  App(Map<String, String> env) {
    clientId = env.get("ZM_RTMS_CLIENT");
    secret = env.get("ZM_RTMS_SECRET");
    token = env.get("ZOOM_SECRET_TOKEN");
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
    System.out.println("Webhooks on port " + new App(System.getenv()).listen(port).getAddress().getPort());
  }

  HttpServer listen(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::webhook);
    server.start();
    return server;
  }

  private void webhook(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String signed = "v0=" + sign(token, "v0:" + exchange.getRequestHeaders().getFirst("x-zm-request-timestamp") + ":" + body);
    String signature = String.valueOf(exchange.getRequestHeaders().getFirst("x-zm-signature"));
    boolean isValid = MessageDigest.isEqual(signed.getBytes(), signature.getBytes());
    JsonObject event = isValid ? GSON.fromJson(body, JsonObject.class) : new JsonObject();
    JsonObject payload = isValid ? event.getAsJsonObject("payload") : event;
    String answer = "";
    if (payload.has("plainToken")) { // a URL validation
      String plain = payload.get("plainToken").getAsString();
      answer = GSON.toJson(Map.of("plainToken", plain, "encryptedToken", sign(token, plain)));
    }
    exchange.sendResponseHeaders(isValid ? 200 : 401, answer.isEmpty() ? -1 : answer.length());
    exchange.getResponseBody().write(answer.getBytes());
    exchange.close(); // the service waits at most 3 s for the response
    if (!isValid || !payload.has("rtms_stream_id")) return;
    String stream = payload.get("rtms_stream_id").getAsString();
    String name = event.get("event").getAsString();
    if (name.equals("meeting.rtms_started")) { // it may come twice, and with a new URL when a server was lost
      JsonObject known = starts.put(stream, payload);
      if (known == null || !known.get("server_urls").equals(payload.get("server_urls"))) join(payload, 1);
    }
    if (name.equals("meeting.rtms_interrupted") && starts.containsKey(stream)) join(starts.get(stream), 1);
    if (name.equals("meeting.rtms_stopped")) starts.remove(stream);
  }

  private void join(JsonObject payload, int delaySeconds) {
    String meeting = payload.get("meeting_uuid").getAsString(), stream = payload.get("rtms_stream_id").getAsString();
    if (!starts.containsKey(stream)) return; // it has ended
    String signature = sign(secret, String.join(",", clientId, meeting, stream));
    Map<String, Object> ids =
        Map.of("protocol_version", 1, "meeting_uuid", meeting, "rtms_stream_id", stream, "signature", signature);
    Map<String, String> urls = new HashMap<>();
    open(payload.get("server_urls").getAsString(), Map.of("msg_type", 1), ids, (signaling, message) -> {
      int type = message.get("msg_type").getAsInt();
      int status = type == 2 ? message.get("status_code").getAsInt() : 0;
      if (status == 8 || status == 17) { // an earlier socket is still open
        signaling.sendClose(WebSocket.NORMAL_CLOSURE, "");
        CompletableFuture.delayedExecutor(delaySeconds, TimeUnit.SECONDS).execute(() -> join(payload, 2 * delaySeconds));
        return;
      }
      if (status != 0) {
        System.err.println("refused: " + message.get("reason"));
        return;
      }
      if (type == 2) {
        JsonObject server = message.getAsJsonObject("media_server").getAsJsonObject("server_urls");
        urls.put("transcript", server.get("transcript").getAsString());
      }
      if (type == 2 || (type == 8 && message.get("state").getAsInt() == 2)) // 8: media was lost
        receive(urls.get("transcript"), ids, signaling);
    });
  }

  private void receive(String url, Map<String, Object> ids, WebSocket signaling) {
    open(url, Map.of("msg_type", 3, "media_type", 8), ids, (media, message) -> {
      int type = message.get("msg_type").getAsInt();
      if (type == 4) // ready
        signaling.sendText(GSON.toJson(Map.of("msg_type", 7, "rtms_stream_id", ids.get("rtms_stream_id"))), true);
      if (type == 17) {
        JsonObject content = message.getAsJsonObject("content");
        System.out.println(content.get("user_name").getAsString() + ": " + content.get("data").getAsString());
      }
    });
  }

  /** Sends the handshake, answers keep-alives, and passes every message on. */
  private static void open(
      String url, Map<String, ?> handshake, Map<String, ?> ids, BiConsumer<WebSocket, JsonObject> onMessage) {
    WebSocket.Listener listener = new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public void onOpen(WebSocket socket) {
        Map<String, Object> request = new HashMap<>(ids);
        request.putAll(handshake);
        socket.sendText(GSON.toJson(request), true);
        socket.request(1);
      }

      @Override
      public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
        text.append(part);
        socket.request(1);
        if (!isLast) return null;
        String whole = text.toString();
        text.setLength(0);
        JsonObject message;
        try {
          message = GSON.fromJson(whole, JsonObject.class);
        } catch (JsonParseException notJson) {
          return null;
        }
        if (message.get("msg_type").getAsInt() == 12)
          socket.sendText(GSON.toJson(Map.of("msg_type", 13, "timestamp", message.get("timestamp"))), true);
        onMessage.accept(socket, message);
        return null;
      }

      @Override
      public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) { // JSON too
        return onText(socket, StandardCharsets.UTF_8.decode(part), isLast);
      }

      @Override
      public void onError(WebSocket socket, Throwable error) {
        System.err.println("lost: " + error.getMessage());
      }
    };
    HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(url), listener);
  }

  private static String sign(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes()));
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }
}
