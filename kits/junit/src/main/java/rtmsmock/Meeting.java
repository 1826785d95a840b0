package rtmsmock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import rtmsmock.Models.JournalEntry;
import rtmsmock.Models.StartedMeeting;
import rtmsmock.Models.StreamWithWebhook;
import rtmsmock.Models.Verdict;

/** A running meeting of one test, with one stream for the app. */
public final class Meeting {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Api api;
  private final StartedMeeting started;
  private final String path;

  Meeting(Api api, StartedMeeting started) {
    this.api = api;
    this.started = started;
    path = "/api/meetings/" + Api.encode(started.streamId());
  }

  /** {@code rtms_stream_id} of the webhook. */
  public String streamId() {
    return started.streamId();
  }

  /** Response to the start; its {@code webhook} is the outcome of {@code rtms_started}. */
  public StartedMeeting started() {
    return started;
  }

  /** The stream as it is now: state, connections, counters of media. */
  public StreamWithWebhook view() {
    return StreamWithWebhook.of(api.get(path));
  }

  /** State of the stream: created, signaling, active, paused, interrupted or terminated. */
  public String state() {
    return view().state();
  }

  /** Waits 5 s for a state, a moment or the type of a journal entry. What has happened before counts. */
  public JournalEntry waitFor(String what) {
    return waitFor(what, TIMEOUT);
  }

  /**
   * Waits for a state, a moment or the type of a journal entry, such as {@code KEEP_ALIVE_RESP}.
   *
   * @throws RtmsMockException with the code {@code timeout}, which names what did happen
   */
  public JournalEntry waitFor(String what, Duration timeout) {
    Map<String, Object> query = Map.of("for", what, "timeout", timeout.toMillis() + "ms");
    return JournalEntry.of(api.get(path + "/wait", query, timeout));
  }

  /** Waits for the first journal entry with these fields: {@code Map.of("type", "CLIENT_READY_ACK")}. */
  public JournalEntry waitFor(Map<String, ?> entry, Duration timeout) {
    return waitFor(Json.write(entry), timeout);
  }

  /** Performs one step or fault now: {@code Map.of("fault", "cut-socket", "socket", "media")}. */
  public void inject(Map<String, ?> step) {
    api.post(path + "/steps", step);
  }

  /** Pauses the media. */
  public void pause() {
    perform("pause");
  }

  /** Resumes a paused stream. */
  public void resume() {
    perform("resume");
  }

  /** Stops the stream; the meeting continues, and {@link #start} starts the stream again. */
  public void stop() {
    perform("stop");
  }

  /** Starts a stream that has not begun or has stopped. */
  public void start() {
    perform("start");
  }

  /** Ends the meeting with all its streams. Nothing happens if it has ended. */
  public void end() {
    try {
      perform("end");
    } catch (RtmsMockException refusal) {
      if (!refusal.code().equals("action-refused") || !view().meetingEnded()) throw refusal;
    }
  }

  /** What has happened, oldest first. The filter has type, kind, direction, socket or after. */
  public List<JournalEntry> journal(Map<String, ?> filter) {
    return Json.asList(api.get(path + "/journal", filter, Duration.ZERO).get("entries")).stream()
        .map(entry -> JournalEntry.of(Json.asObject(entry)))
        .toList();
  }

  /** Errors: rules that the app broke, which the real service would have punished. */
  public List<Verdict> problems() {
    return problems("error");
  }

  /** Findings that are at least this serious: error, warning (it works by luck) or note. */
  public List<Verdict> problems(String severity) {
    return Json.asList(api.get(path + "/verdicts", Map.of("severity", severity), Duration.ZERO).get("verdicts"))
        .stream()
        .map(verdict -> Verdict.of(Json.asObject(verdict)))
        .toList();
  }

  /** Fails with a list of the rules that the app broke, and their remedies. */
  public void assertNoProblems() {
    List<Verdict> problems = problems();
    if (!problems.isEmpty()) throw new AssertionError(describe(problems));
  }

  static String describe(List<Verdict> problems) {
    return problems.stream()
        .map(
            one ->
                String.join(
                    "\n",
                    "- " + one.rule() + " (" + one.severity() + "): " + one.message(),
                    "  the real service: " + one.would(),
                    "  remedy: " + one.fix(),
                    "  source: " + one.source()))
        .collect(Collectors.joining("\n", "The app broke rules of the protocol:\n", ""));
  }

  private void perform(String action) {
    api.post(path + "/actions", Map.of("action", action));
  }
}
