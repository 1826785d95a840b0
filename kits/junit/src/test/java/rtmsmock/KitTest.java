package rtmsmock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

@RtmsMock
class KitTest {
  @Test
  void meetingsOfToday(MockServer server) {
    Meeting meeting = server.startMeeting(Map.of("topic", "Planning", "participants", List.of("Ada")));
    var view = meeting.view();
    assertEquals("Planning 2026", view.topic() + " " + view.protocol());
    assertEquals("Ada", view.participants().get(0).name());
    assertNull(meeting.started().webhook());
    meeting.inject(Map.of("do", "mute", "participant", "Ada"));
    assertEquals("note", meeting.waitFor(Map.of("type", "mute"), Duration.ofSeconds(5)).kind());
    assertEquals(List.of("created"), meeting.journal(Map.of("kind", "state")).stream().map(one -> one.type()).toList());
    meeting.stop();
    assertEquals("terminated", meeting.waitFor("terminated").type());
    meeting.end();
    meeting.end();
    assertEquals("terminated", meeting.state());
  }

  @Test
  void advancesVirtualTime(MockServer server) {
    try (MockServer virtual = MockServer.start("--time", "virtual")) {
      assertEquals(List.of(), virtual.advance("60s"));
    }
    var refusal = assertThrows(RtmsMockException.class, () -> server.advance("60s"));
    assertTrue(refusal.getMessage().contains("virtual"), refusal.getMessage());
  }

  @Test
  void refusalsSayWhatIsWrong(MockServer server) {
    Meeting meeting = server.startMeeting(Map.of());
    var wait = assertThrows(RtmsMockException.class, () -> meeting.waitFor("streaming", Duration.ofMillis(1)));
    assertEquals("timeout 408", wait.code() + " " + wait.status());
    assertTrue(wait.getMessage().contains("streaming"), wait.getMessage());
    var scenario = assertThrows(RtmsMockException.class, () -> server.startMeeting(Map.of("scenario", "unknown")));
    assertTrue(scenario.getMessage().contains("two-speakers"), scenario.getMessage());
    assertThrows(RtmsMockException.class, meeting::pause);
  }

  @Test
  void findsWhatAnAppDidWrong(MockServer server) throws IOException {
    HttpServer app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    app.createContext("/", exchange -> {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
    });
    app.start();
    try {
      String url = "http://127.0.0.1:" + app.getAddress().getPort() + "/";
      var verdict = server.validateWebhook(url);
      assertFalse(verdict.ok());
      assertEquals("wrong-status", verdict.code());
      Meeting meeting = server.startMeeting(url);
      assertEquals(500L, meeting.started().webhook().httpStatus());
      var failure = assertThrows(AssertionError.class, meeting::assertNoProblems);
      assertTrue(failure.getMessage().contains("- webhook-refused (error)"), failure.getMessage());
    } finally {
      app.stop(0);
    }
  }

  @RtmsMock
  static final class Failing {
    @Test
    void fails(MockServer server) {
      server.startMeeting("http://127.0.0.1:9/");
      throw new IllegalStateException("something else");
    }
  }

  @Test
  void aFailedTestShowsTheLog() {
    PrintStream before = System.out;
    var output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      EngineTestKit.engine("junit-jupiter").selectors(selectClass(Failing.class)).execute()
          .testEvents().assertStatistics(all -> all.failed(1));
    } finally {
      System.setOut(before);
    }
    String text = output.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("Nothing listens at 127.0.0.1:9"), text);
  }

  /** A program that is killed while it uses a server. */
  static final class User {
    public static void main(String[] args) throws InterruptedException {
      System.out.println(MockServer.start().url());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void aServerEndsWithItsUser() throws IOException, InterruptedException {
    String java = ProcessHandle.current().info().command().orElse("java");
    Process user =
        new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), User.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines = new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8));
    Api api = new Api(lines.readLine(), null);
    user.destroyForcibly().waitFor();
    var failure =
        assertThrows(
            RtmsMockException.class,
            () -> {
              String id = (String) api.post("/api/meetings", Map.of()).get("streamId");
              // Held open by the server until it ends.
              api.get("/api/meetings/" + id + "/wait", Map.of("for", "streaming", "timeout", "30s"), Duration.ofSeconds(30));
            });
    assertTrue(List.of("unreachable", "server-closed").contains(failure.code()), failure.code());
  }

  @Test
  void json() {
    Map<String, Object> value = Json.readObject(" {\"a\": [1, -2.5e1, true, null, \"\\u00e9\\n\\\"\"], \"b\": {}} ");
    assertEquals(java.util.Arrays.asList(1L, -25.0, true, null, "é\n\""), value.get("a"));
    assertEquals(value, Json.read(Json.write(value)));
    for (String wrong : List.of("", "{", "[1,]", "{\"a\"}", "\"", "nul", "1 2")) {
      assertThrows(IllegalArgumentException.class, () -> Json.read(wrong), wrong);
    }
    assertSame(null, Json.read("null"));
  }
}
