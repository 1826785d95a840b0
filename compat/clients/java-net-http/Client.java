import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** Receives media with java.net.http: URL, handshake and mode are arguments. It delivers long messages in parts. */
public class Client implements WebSocket.Listener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private int bytes;

    public static void main(String[] args) throws Exception {
        Client client = new Client();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(args[0]), client).join();
        socket.sendText(args[1], true).join();
        client.ended.await();
        System.exit(0);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        bytes += data.length();
        if (last) {
            System.out.println("{\"bytes\":" + bytes + "}");
            bytes = 0;
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end("onClose " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end("onError " + error);
    }

    private void end(String how) {
        System.out.println("{\"ended\":\"" + how.replace('"', '\'') + "\"}");
        ended.countDown();
    }
}
