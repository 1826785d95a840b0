package rtmsmock;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own. It ends with close, and also when this JVM is killed: its standard input closes then. */
final class ServerProcess implements AutoCloseable {
  /** Variables of the kits, which are none of the server's. */
  private static final List<String> KIT_VARIABLES =
      List.of(
          "RTMS_MOCK_COMMAND",
          "RTMS_MOCK_URL",
          "RTMS_MOCK_CLIENT_ID",
          "RTMS_MOCK_CLIENT_SECRET",
          "RTMS_MOCK_SECRET_TOKEN");

  private static final String REMEDY =
      "Install it with `npm install --save-dev rtms-mock`, or name it: RTMS_MOCK_COMMAND is the command of a "
          + "server, RTMS_MOCK_URL the address of one that runs.";
  private static final int LOG_LINES = 5000;
  private static final long READY_MS = 60_000;
  private static final long GRACE_SECONDS = 10;

  private final Process process;
  private final Thread reader;
  private final Deque<String> lines = new ArrayDeque<>();
  private long count;
  private String url;
  private boolean hasEnded;

  ServerProcess(List<String> command, List<String> args) {
    List<String> all = new ArrayList<>(command);
    all.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().keySet().removeAll(KIT_VARIABLES);
    try {
      process = builder.start();
    } catch (IOException error) {
      throw new RtmsMockException(
          "The mock server cannot be started: " + error.getMessage() + ". " + REMEDY, "no-server", 0);
    }
    reader = new Thread(this::read, "rtms-mock log");
    reader.setDaemon(true);
    reader.start();
  }

  /** That of RTMS_MOCK_COMMAND, else npx, which runs what is installed in this folder or above. */
  static List<String> command() {
    String text = System.getenv().getOrDefault("RTMS_MOCK_COMMAND", "");
    if (text.isBlank()) return List.of("npx", "--no", "--offline", "rtms-mock");
    if (!new File(text).isFile()) return Arrays.asList(text.trim().split("\\s+"));
    return text.endsWith(".js") ? List.of("node", text) : List.of(text);
  }

  /** Address of the HTTP API. Waits for the line that names it. */
  synchronized String url() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MS);
    try {
      while (url == null && !hasEnded && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    if (url != null) return url;
    String reason = hasEnded ? "ended before it was ready. " : "was not ready in time. ";
    throw new RtmsMockException(
        "The mock server " + reason + REMEDY + "\n" + String.join("\n", lines), "no-server", 0);
  }

  /** Number of lines that the server has logged. */
  synchronized long position() {
    return count;
  }

  /** The log after a number of lines. */
  synchronized String log(long after) {
    long skipped = Math.max(0, after - (count - lines.size()));
    return String.join("\n", lines.stream().skip(skipped).toList());
  }

  @Override
  public void close() {
    // Whatever npx started for it; programs between npx and the server may outlive npx.
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    try {
      process.getOutputStream().close();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    } finally {
      if (!ends()) tree.forEach(ProcessHandle::destroy);
      if (!ends()) tree.forEach(ProcessHandle::destroyForcibly);
      tree.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private boolean ends() {
    try {
      return process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read() {
    try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) take(line);
    } catch (IOException closed) {
      take("The log has ended: " + closed.getMessage());
    }
    synchronized (this) {
      hasEnded = true;
      notifyAll();
    }
  }

  private synchronized void take(String line) {
    String shown = line;
    try {
      Map<String, Object> fields = Json.readObject(line);
      if ("ready".equals(fields.get("msg")) && fields.get("controlUrl") instanceof String found) url = found;
      String time = String.valueOf(fields.get("time"));
      String clock = time.length() > 23 ? time.substring(11, 23) : time;
      shown = String.format("%s %-5s %s", clock, fields.get("level"), fields.get("msg"));
    } catch (IllegalArgumentException | ClassCastException noJson) {
      shown = line;
    }
    lines.add(shown);
    count++;
    if (lines.size() > LOG_LINES) lines.remove();
    notifyAll();
  }
}
