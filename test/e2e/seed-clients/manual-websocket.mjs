/**
 * A client of the guide to a manual implementation: numbers in place of names, a nested webhook, `content` as a plain
 * string, events without an `event` object.
 */
import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import { parse, receiveWebhooks, report } from './common.mjs';

const { CLIENT_ID, CLIENT_SECRET, SECRET_TOKEN } = process.env;
const signalings = new Map();
const medias = new Map();

receiveWebhooks(({ event, payload }, answer) => {
  // Responds before it reads the webhook, so the response to a URL validation is empty.
  answer();
  if (event === 'endpoint.url_validation') {
    const encryptedToken = createHmac('sha256', SECRET_TOKEN).update(payload.plainToken).digest('hex');
    return report('too-late', { encryptedToken });
  }
  if (event.endsWith('.rtms_started')) start(payload.object);
  if (event.endsWith('.rtms_stopped')) stop(payload.object.rtms_stream_id);
});

function start({ meeting_uuid, session_id, rtms_stream_id, server_urls }) {
  if (signalings.has(rtms_stream_id)) return report('ignored');
  const id = meeting_uuid || session_id;
  const socket = new WebSocket(server_urls);
  signalings.set(rtms_stream_id, socket);
  socket.on('open', () => {
    const sequence = Math.floor(Math.random() * 1_000_000);
    socket.send(JSON.stringify({ msg_type: 1, ...identity(id, rtms_stream_id), sequence, media_type: 9 }));
  });
  socket.on('message', (data) => {
    const message = parse(data);
    const { msg_type, status_code, event_type, user_name, state, timestamp } = message;
    report(`signaling:${msg_type}`, { status_code, event_type, user_name, state });
    if (msg_type === 2 && status_code === 0)
      openMedia(id, rtms_stream_id, message.media_server.server_urls.all);
    if (msg_type === 12) socket.send(JSON.stringify({ msg_type: 13, timestamp }));
  });
  socket.on('close', (code) => report('signaling-closed', { code }));
}

function identity(id, rtms_stream_id) {
  const signature = createHmac('sha256', CLIENT_SECRET)
    .update(`${CLIENT_ID},${id},${rtms_stream_id}`)
    .digest('hex');
  return { protocol_version: 1, meeting_uuid: id, rtms_stream_id, signature };
}

function openMedia(id, rtms_stream_id, url) {
  const socket = new WebSocket(url);
  medias.set(rtms_stream_id, socket);
  socket.on('open', () => {
    socket.send(
      JSON.stringify({
        msg_type: 3,
        ...identity(id, rtms_stream_id),
        media_type: 9,
        payload_encryption: false,
        media_params: {
          audio: { content_type: 2, sample_rate: 1, channel: 1, codec: 1, data_opt: 1, send_rate: 20 },
          transcript: { content_type: 5, language: 9 },
        },
      }),
    );
  });
  socket.on('message', (data) => {
    const { msg_type, status_code, content, user_name, timestamp } = parse(data);
    if (msg_type === 4) {
      report('media:4', { status_code });
      if (status_code === 0)
        signalings.get(rtms_stream_id)?.send(JSON.stringify({ msg_type: 7, rtms_stream_id }));
    }
    if (msg_type === 12) socket.send(JSON.stringify({ msg_type: 13, timestamp }));
    if (msg_type === 14) report('media:14', { bytes: Buffer.from(content, 'base64').length, user_name });
    if (msg_type === 17) report('media:17', { text: content, user_name });
  });
  socket.on('close', (code) => report('media-closed', { code }));
}

function stop(rtms_stream_id) {
  for (const sockets of [signalings, medias]) {
    sockets.get(rtms_stream_id)?.close();
    sockets.delete(rtms_stream_id);
  }
  report('stopped');
}
