// Prints the transcripts of meetings. Needs `npm install ws`.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

const { ZM_RTMS_CLIENT, ZM_RTMS_SECRET, ZOOM_SECRET_TOKEN: token, PORT = '3000' } = process.env;
const sign = (key, message) => createHmac('sha256', key).update(message).digest('hex');
const isSame = (a, b) => a.length === b?.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const starts = new Map(); // webhooks of the streams that run

async function webhook(request, response) {
  const body = await text(request);
  const { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': signature } = request.headers;
  const signed = `v0=${sign(token, `v0:${String(timestamp)}:${body}`)}`;
  if (!isSame(signed, signature)) return response.writeHead(401).end();
  const { event, payload } = JSON.parse(body);
  const { plainToken } = payload; // of a URL validation
  response.end(plainToken && JSON.stringify({ plainToken, encryptedToken: sign(token, plainToken) }));
  const { rtms_stream_id: stream } = payload;
  const known = starts.get(stream);
  if (event === 'meeting.rtms_started' && known?.server_urls !== payload.server_urls) {
    starts.set(stream, payload); // it may come twice, and with a new URL when a server was lost
    join(payload);
  }
  if (event === 'meeting.rtms_interrupted' && known) join(known); // signaling was lost
  if (event === 'meeting.rtms_stopped') starts.delete(stream);
}

function join(payload, delayMs = 1000) {
  const { meeting_uuid, rtms_stream_id, server_urls } = payload;
  if (!starts.has(rtms_stream_id)) return; // it has ended
  const signature = sign(ZM_RTMS_SECRET, `${ZM_RTMS_CLIENT},${meeting_uuid},${rtms_stream_id}`);
  const ids = { protocol_version: 1, meeting_uuid, rtms_stream_id, signature };
  let url;
  const signaling = open(
    server_urls,
    { msg_type: 1, ...ids },
    ({ msg_type, status_code, state, media_server }) => {
      if (msg_type === 2 && (status_code === 8 || status_code === 17)) {
        signaling.close(); // an earlier socket is still open
        return setTimeout(join, delayMs, payload, 2 * delayMs);
      }
      url ??= media_server?.server_urls.transcript;
      if (url && (msg_type === 2 || (msg_type === 8 && state === 2))) receive(url, ids, signaling); // 8: media was lost
    },
  );
}

function receive(url, ids, signaling) {
  open(url, { msg_type: 3, media_type: 8, ...ids }, ({ msg_type, content }) => {
    if (msg_type === 4) signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: ids.rtms_stream_id }));
    if (msg_type === 17) console.log(`${content.user_name}: ${content.data}`);
  });
}

/** Sends the handshake, answers keep-alives, and passes all other messages on. */
function open(url, handshake, onMessage) {
  const socket = new WebSocket(url);
  socket.on('open', () => socket.send(JSON.stringify(handshake)));
  socket.on('error', (error) => console.error('lost:', error.message));
  socket.on('message', (data) => {
    const message = parse(data);
    if (message.msg_type !== 12) return onMessage(message);
    socket.send(JSON.stringify({ msg_type: 13, timestamp: message.timestamp }));
  });
  return socket;
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {}; // not JSON: a message of no known type
  }
}

const server = createServer((request, response) => {
  webhook(request, response).catch((error) => response.destroy(error));
}).listen(Number(PORT), '127.0.0.1', () => console.log('Webhooks on port', server.address().port));
