// Receives the events of an app on a WebSocket, as with the event subscription "WebSocket" of the service.
const base = process.env.BASE_URL ?? 'http://127.0.0.1:9092';
const id = process.env.ZOOM_CLIENT_ID ?? 'rtms-mock-client-id';
const secret = process.env.ZOOM_CLIENT_SECRET ?? 'rtms-mock-client-secret';

const response = await fetch(`${base}/oauth/token?grant_type=client_credentials`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
});
const { access_token: token } = await response.json();

const { WebSocket } = await import('ws'); // Node 22 and later have a WebSocket of their own
const socket = new WebSocket(
  `${base.replace('http', 'ws')}/ws?subscriptionId=my-subscription&access_token=${token}`,
);
const heartbeat = setInterval(() => socket.send('{"module":"heartbeat"}'), 30_000);
socket.addEventListener('close', () => clearInterval(heartbeat));
socket.addEventListener('message', ({ data }) => {
  const { module, success, content } = JSON.parse(data);
  if (module === 'build_connection') console.log(success ? 'connected' : `refused: ${content}`);
  if (module !== 'message') return;
  const { event, payload } = JSON.parse(content);
  console.log(event, payload.rtms_stream_id);
  if (event === 'meeting.rtms_stopped') socket.close();
});
