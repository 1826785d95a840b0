import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.glassfish.tyrus.client.ClientManager;

/** Receives media with Tyrus: URL, handshake and mode (default or raised) are arguments. */
public class Client extends Endpoint {
    private static final int RAISED = 64 * 1024 * 1024;
    private final CountDownLatch ended = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        WebSocketContainer container = ContainerProvider.getWebSocketContainer();
        if (args[2].equals("raised")) {
            ((ClientManager) container).getProperties().put("org.glassfish.tyrus.incomingBufferSize", RAISED);
        }
        Client client = new Client();
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create().build();
        Session session = container.connectToServer(client, config, URI.create(args[0]));
        session.getBasicRemote().sendText(args[1]);
        client.ended.await();
        System.exit(0);
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        // The type parameter counts, which a lambda does not have.
        session.addMessageHandler(
                new MessageHandler.Whole<String>() {
                    @Override
                    public void onMessage(String text) {
                        System.out.println("{\"bytes\":" + text.length() + "}");
                    }
                });
    }

    @Override
    public void onError(Session session, Throwable error) {
        end("onError " + error);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        end("onClose " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
        ended.countDown();
    }

    private void end(String how) {
        System.out.println("{\"ended\":\"" + how.replace('"', '\'').replace('\n', ' ') + "\"}");
    }
}
