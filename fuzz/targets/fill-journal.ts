/** Fills the journal of a server with the same small entries, so that its size is the same at both measurements. */
import { openWebSocket } from '../net/raw-web-socket.js';
import { encodeFrame, Opcode } from '../net/ws-frames.js';
import type { ServerProcess } from '../processes/server-process.js';
import { handshakeFor } from './server-episode.js';

/** Requests that are sent; the journal records each with its answer and keeps up to 25,000 entries. */
const REQUESTS = 13_000;
const BATCH = 500;

/** Sends requests about the state of a stream, and reads their answers. */
export async function fillJournal(server: ServerProcess): Promise<void> {
  const meeting = await server.startMeeting('2025', { media: 'silence' });
  const { port } = server.place;
  const upgrade = await openWebSocket({ port, path: '/signaling' });
  // Without an answer the server has ended or hangs, which is reported elsewhere.
  if (!meeting || !upgrade.ok) return;
  const { socket } = upgrade;
  await socket.request(JSON.stringify(handshakeFor(meeting, 'signaling', 32)), (text) =>
    text.includes('"msg_type":2'),
  );
  const request = Buffer.from(JSON.stringify({ msg_type: 19, rtms_stream_id: meeting.streamId }));
  const frame = encodeFrame(request, { opcode: Opcode.TEXT, masked: true });
  const batch = Buffer.concat(Array.from({ length: BATCH }, () => frame));
  for (let sent = 0; sent < REQUESTS; sent += BATCH) {
    socket.write(batch);
    if (!(await socket.ping())) break;
  }
  socket.destroy();
  await server.api(`/api/meetings/${meeting.streamId}/actions`, { action: 'end' });
}
