/**
 * A client of the README of the first sample server: string messages, a signature of the ids without commas, a media
 * handshake, no CLIENT_READY_ACK.
 */
import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import { parse, receiveWebhooks, report } from './common.mjs';

const { CLIENT_ID, CLIENT_SECRET, SECRET_TOKEN } = process.env;

receiveWebhooks(({ event, payload }, answer) => {
  if (event === 'endpoint.url_validation') {
    const { plainToken } = payload;
    const encryptedToken = createHmac('sha256', SECRET_TOKEN).update(plainToken).digest('hex');
    return answer({ plainToken, encryptedToken });
  }
  answer();
  if (event === 'meeting.rtms.started') openSignaling(payload.object);
});

function identity({ meeting_uuid, rtms_stream_id }) {
  const signature = createHmac('sha256', CLIENT_SECRET)
    .update(CLIENT_ID + meeting_uuid + rtms_stream_id)
    .digest('hex');
  return { protocol_version: 1, meeting_uuid, rtms_stream_id, signature };
}

function openSignaling(stream) {
  const socket = new WebSocket(stream.server_urls);
  socket.on('open', () => {
    socket.send(JSON.stringify({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...identity(stream) }));
  });
  socket.on('message', (data) => {
    const message = parse(data);
    report(message.msg_type, {
      status: message.status,
      state: message.state,
      stop_reason: message.stop_reason,
    });
    if (message.msg_type === 'KEEP_ALIVE_REQ') {
      socket.send(JSON.stringify({ msg_type: 'KEEP_ALIVE_RESP', timestamp: message.timestamp }));
    } else if (message.msg_type === 'SIGNALING_HAND_SHAKE_RESP' && message.status === 'STATUS_OK') {
      openMedia(message.media_urls.all, stream);
    }
  });
  socket.on('close', (code) => report('signaling-closed', { code }));
}

function openMedia(url, stream) {
  const socket = new WebSocket(url);
  socket.on('open', () => {
    const request = { msg_type: 'DATA_HAND_SHAKE_REQ', ...identity(stream), payload_encryption: false };
    socket.send(JSON.stringify(request));
  });
  socket.on('message', (data) => {
    const { msg_type, status, content } = parse(data);
    if (msg_type === 'DATA_HAND_SHAKE_RESP') report(msg_type, { status });
    else if (msg_type === 'MEDIA_DATA_TRANSCRIPT') report(msg_type, { text: content.data });
    else report(msg_type, { user_id: content.user_id, bytes: Buffer.from(content.data, 'base64').length });
  });
  socket.on('close', (code) => report('media-closed', { code }));
}
