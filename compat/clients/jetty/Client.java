import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Receives media with Jetty: URL, handshake and mode (default or raised) are arguments. */
public class Client implements Session.Listener.AutoDemanding {
    private final CountDownLatch ended = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        WebSocketClient jetty = new WebSocketClient();
        if (args[2].equals("raised")) {
            jetty.setMaxTextMessageSize(-1);
            jetty.setMaxFrameSize(-1);
        }
        jetty.start();
        Client client = new Client();
        Session session = jetty.connect(client, URI.create(args[0])).get();
        session.sendText(args[1], Callback.NOOP);
        client.ended.await();
        System.exit(0);
    }

    @Override
    public void onWebSocketText(String text) {
        System.out.println("{\"bytes\":" + text.length() + "}");
    }

    @Override
    public void onWebSocketError(Throwable error) {
        end("onWebSocketError " + error);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        end("onWebSocketClose " + code + " " + reason);
        callback.succeed();
        ended.countDown();
    }

    private void end(String how) {
        System.out.println("{\"ended\":\"" + how.replace('"', '\'') + "\"}");
    }
}
