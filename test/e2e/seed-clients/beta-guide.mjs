/**
 * A client of the first sample server's guide: it reads `server_urls` as an array, signs nothing, opens four media sockets
 * at the signaling URL, sends nothing on them, and does not answer keep-alives of the server.
 */
// The guide assigns `onmessage` and similar properties.
/* oxlint-disable unicorn/prefer-add-event-listener */
import { WebSocket } from 'ws';
import { parse, receiveWebhooks, report } from './common.mjs';

/** 30,000 in the guide. */
const KEEP_ALIVE_MS = Number(process.env.KEEP_ALIVE_MS ?? 30_000);

receiveWebhooks(({ event, payload }, answer) => {
  if (event === 'meeting.rtms.started') {
    const { meeting_uuid, rtms_stream_id, server_urls } = payload.object;
    connect(meeting_uuid, rtms_stream_id, server_urls[0]);
  }
  answer();
});

function connect(meeting_uuid, rtms_stream_id, serverUrl) {
  const signaling = new WebSocket(serverUrl);
  signaling.onopen = () => {
    signaling.send(
      JSON.stringify({
        msg_type: 'SIGNALING_HAND_SHAKE_REQ',
        protocol_version: 1,
        meeting_uuid,
        rtms_stream_id,
      }),
    );
  };
  signaling.onmessage = (event) => {
    const message = parse(event.data);
    report(message.msg_type, { status: message.status });
    if (message.msg_type !== 'SIGNALING_HAND_SHAKE_RESP' || message.status !== 'STATUS_OK') return;
    for (const path of ['all', 'video', 'audio', 'transcript']) openMedia(serverUrl, path);
    const stop_reason = null;
    signaling.send(
      JSON.stringify({
        msg_type: 'SESSION_STATE_UPDATE',
        state: 'STARTED',
        stop_reason,
        timestamp: Date.now(),
      }),
    );
    setInterval(() => {
      if (signaling.readyState !== WebSocket.OPEN) return;
      signaling.send(JSON.stringify({ msg_type: 'KEEP_ALIVE_REQ', timestamp: Date.now() }));
    }, KEEP_ALIVE_MS).unref();
  };
  signaling.onclose = (event) => report('signaling-closed', { code: event.code });
}

function openMedia(serverUrl, path) {
  const socket = new WebSocket(`${serverUrl}/${path}`);
  socket.onmessage = (event) => {
    const { msg_type, content } = parse(event.data);
    const isText = msg_type === 'MEDIA_DATA_TRANSCRIPT';
    report(`${path}:${msg_type}`, isText ? { text: content.data } : { bytes: atob(content.data).length });
  };
  socket.onclose = (event) => report(`${path}-closed`, { code: event.code });
}
