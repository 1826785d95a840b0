package rtmsmock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A mock server. A test gets one as a parameter; without JUnit, {@link #start} starts one. */
public final class MockServer implements AutoCloseable {
  /** Flags of every server, unless others are given: today's service, and meetings that wait for the app. */
  private static final Map<String, String> DEFAULTS = Map.of("--protocol", "2026", "--timeline-start", "ready");

  private static final List<String> NAMES =
      List.of("RTMS_MOCK_CLIENT_ID", "RTMS_MOCK_CLIENT_SECRET", "RTMS_MOCK_SECRET_TOKEN");

  /** Real time that advancing virtual time may take. */
  private static final Duration ADVANCE_TIME = Duration.ofMinutes(5);

  private final String url;
  private final Api api;
  private final ServerProcess process;
  private final Credentials credentials;
  private final List<Meeting> meetings = new ArrayList<>();

  private MockServer(String url, ServerProcess process) {
    this.url = url.replaceAll("/+$", "");
    this.process = process;
    api = new Api(this.url, System.getenv("RTMS_MOCK_API_TOKEN"));
    credentials = credentials(Json.asObject(api.get("/api/server").get("credentials")));
  }

  private MockServer(MockServer shared) {
    url = shared.url;
    api = shared.api;
    process = shared.process;
    credentials = shared.credentials;
  }

  /**
   * Uses the server at RTMS_MOCK_URL, or starts one on free ports: the command of RTMS_MOCK_COMMAND, else {@code npx --no
   * --offline rtms-mock}.
   *
   * @param args flags of {@code rtms-mock serve}; by default {@code --protocol 2026 --timeline-start ready}
   */
  public static MockServer start(String... args) {
    String running = System.getenv("RTMS_MOCK_URL");
    if (running != null && !running.isEmpty()) return new MockServer(running, null);
    List<String> flags =
        new ArrayList<>(
            List.of("serve", "--port", "0", "--media-port", "0", "--log-format", "json", "--exit-with-stdin"));
    Path file = credentialsFile();
    flags.addAll(file == null ? List.of("--data-folder", "off") : List.of("--credentials", file.toString()));
    DEFAULTS.forEach(
        (flag, value) -> {
          if (List.of(args).stream().noneMatch(arg -> arg.startsWith(flag))) flags.addAll(List.of(flag, value));
        });
    flags.addAll(List.of(args));
    ServerProcess process = new ServerProcess(ServerProcess.command(), flags);
    try {
      return new MockServer(process.url(), process);
    } catch (RuntimeException error) {
      process.close();
      throw error;
    }
  }

  /** The same server, with meetings of its own: for one test. */
  MockServer forOneTest() {
    return new MockServer(this);
  }

  /** Address of page and HTTP API, without a slash at the end. */
  public String url() {
    return url;
  }

  /** Credentials for the app. */
  public Credentials credentials() {
    return credentials;
  }

  /** Environment variables for an app: addresses and credentials, under the names of {@code rtms-mock exec}. */
  public Map<String, String> environment() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("RTMS_MOCK_URL", url);
    for (String name : List.of("RTMS_MOCK_CLIENT_ID", "ZM_RTMS_CLIENT", "ZM_CLIENT_ID", "ZOOM_CLIENT_ID"))
      values.put(name, credentials.clientId());
    for (String name : List.of("RTMS_MOCK_CLIENT_SECRET", "ZM_RTMS_SECRET", "ZM_CLIENT_SECRET", "ZOOM_CLIENT_SECRET"))
      values.put(name, credentials.clientSecret());
    for (String name : List.of("RTMS_MOCK_SECRET_TOKEN", "ZOOM_SECRET_TOKEN", "ZOOM_WEBHOOK_SECRET_TOKEN"))
      values.put(name, credentials.secretToken());
    return values;
  }

  /** Starts a meeting, and sends {@code rtms_started} to the app. The meeting ends with the test. */
  public Meeting startMeeting(String webhookUrl) {
    return startMeeting(Map.of("webhookUrl", webhookUrl));
  }

  /** Starts a meeting with the fields of {@code POST /api/meetings}. The meeting ends with the test. */
  public Meeting startMeeting(Map<String, ?> fields) {
    Meeting meeting = new Meeting(api, Models.StartedMeeting.of(api.post("/api/meetings", fields)));
    meetings.add(meeting);
    return meeting;
  }

  /**
   * Advances virtual time, on a server with the argument {@code --time virtual}: {@code advance("60s")}. Returns when everything
   * that was due is sent, read and answered. The result names what was waited for in vain, for 5 s of real time each.
   */
  public List<String> advance(String by) {
    Object lagging = api.post("/api/time/advance", Map.of("by", by), ADVANCE_TIME).get("lagging");
    return ((List<?>) lagging).stream().map(one -> (String) ((Map<?, ?>) one).get("waitedFor")).toList();
  }

  /** Sends the URL validation challenge to a receiver, and says what is wrong with its response. */
  public Models.UrlVerdict validateWebhook(String webhookUrl) {
    return Models.UrlVerdict.of(api.post("/api/webhooks/validate", Map.of("url", webhookUrl)));
  }

  /** Number of lines that the server has logged; 0 for one that was not started here. */
  long logPosition() {
    return process == null ? 0 : process.position();
  }

  /** The server's log after a position. Empty for a server that was not started here. */
  String log(long after) {
    return process == null ? "" : process.log(after);
  }

  List<Meeting> meetings() {
    return meetings;
  }

  /** Ends a server that was started here. */
  @Override
  public void close() {
    if (process != null) process.close();
  }

  private static Path credentialsFile() {
    Credentials given = givenCredentials();
    if (given == null) return null;
    Map<String, Object> content =
        Map.of(
            "auth_credentials",
            List.of(Map.of("client_id", given.clientId(), "client_secret", given.clientSecret())),
            "Zoom_Webhook_Secret_Token",
            List.of(Map.of("token", given.secretToken())));
    try {
      // Only this user can read it.
      Path file = Files.createTempFile("rtms-mock-", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, Json.write(content));
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static Credentials givenCredentials() {
    List<String> values = NAMES.stream().map(name -> System.getenv().getOrDefault(name, "")).toList();
    if (values.stream().allMatch(String::isEmpty)) return null;
    if (values.contains(""))
      throw new RtmsMockException("Credentials need all of " + String.join(", ", NAMES), "credentials", 0);
    return new Credentials(values.get(0), values.get(1), values.get(2));
  }

  private static Credentials credentials(Map<String, Object> facts) {
    Credentials given = givenCredentials();
    if (given != null) return given;
    if (!Boolean.TRUE.equals(facts.get("builtIn")))
      throw new RtmsMockException(
          "The server has credentials of its own. Set " + String.join(", ", NAMES) + " to those of your app",
          "credentials",
          0);
    return new Credentials(
        String.valueOf(Json.asList(facts.get("clientIds")).get(0)),
        String.valueOf(facts.get("clientSecret")),
        String.valueOf(facts.get("secretToken")));
  }
}
