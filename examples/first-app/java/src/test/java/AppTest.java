import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rtmsmock.Meeting;
import rtmsmock.MockServer;
import rtmsmock.RtmsMock;

@RtmsMock(args = {"--speed", "5"})
class AppTest {
  private HttpServer app;
  private Meeting meeting;

  @BeforeEach
  void start(MockServer server) throws IOException {
    app = new App(server.environment()).listen(0);
    meeting = server.startMeeting("http://127.0.0.1:" + app.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    app.stop(0);
  }

  @Test
  void transcript() {
    meeting.waitFor("MEDIA_DATA_TRANSCRIPT");
    meeting.end();
    meeting.assertNoProblems();
  }

  @Test
  void comesBackAfterALossOfMedia() {
    meeting.waitFor("streaming");
    meeting.inject(Map.of("fault", "cut-socket", "socket", "media"));
    meeting.waitFor("media-lost");
    meeting.waitFor("active", Duration.ofSeconds(15));
    meeting.assertNoProblems();
  }
}
