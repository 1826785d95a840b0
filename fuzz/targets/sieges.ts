/** Sieges: large amounts of one thing, which a server without limits answers with its memory. */
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../input/random.js';
import { openWebSocket, type RawWebSocket } from '../net/raw-web-socket.js';
import { encodeFrame, Opcode } from '../net/ws-frames.js';
import type { FuzzMeeting, ServerProcess } from '../processes/server-process.js';
import type { Counts, RoundInput } from './round.js';
import { handshakeFor } from './server-episode.js';

/** Equipment of a siege. */
interface Siege {
  readonly server: ServerProcess;
  readonly counts: Counts;
  readonly meeting: FuzzMeeting;
  /** 1 in full, less in short runs. */
  readonly scale: number;
}

/** Time in which the watchdog sees the memory that a siege holds, in ms. */
const OBSERVATION_MS = 600;
/** Time after the end of the run in which no further siege begins, in ms. */
const MAX_OVERTIME_MS = 60_000;
/** Time without progress after which a siege gives up: the server has stopped to read, as it should. */
const STALL_MS = 5000;

const SIEGES: { readonly [name: string]: (siege: Siege) => Promise<RawWebSocket[]> } = {
  'answers that nobody reads, after a handshake': (siege) => unreadAnswers(siege, true),
  'answers that nobody reads, before a handshake': (siege) => unreadAnswers(siege, false),
  'half-sent frames of 900 KB': halfSentFrames,
  'sockets without a handshake': idleSockets,
  'different messages of 60 KB, for the journal': journalMessages,
  'a follower of the journal that does not read': unreadJournal,
  'pings without an end': pings,
};

/**
 * Performs all sieges in a random order, one after the other. Stops when the server has ended.
 * @returns The name of the siege that ended it.
 */
export async function performSieges(
  { seed, siegeScale, round, progress, deadlineMs }: RoundInput,
  server: ServerProcess,
  counts: Counts,
): Promise<string | undefined> {
  if (siegeScale === 0) return undefined;
  for (const name of new Random(seed, 'sieges', round).shuffled(Object.keys(SIEGES))) {
    const meeting = await server.startMeeting('2025', { media: 'silence' });
    if (!meeting || performance.now() > deadlineMs + MAX_OVERTIME_MS) break;
    const sockets = (await SIEGES[name]?.({ server, counts, meeting, scale: siegeScale })) ?? [];
    await delay(OBSERVATION_MS);
    for (const socket of sockets) socket.destroy();
    await server.api(`/api/meetings/${meeting.streamId}/actions`, { action: 'end' });
    progress(counts);
    if (server.process.exit) return name;
  }
  return undefined;
}

async function open(server: ServerProcess, path: string): Promise<RawWebSocket[]> {
  const upgrade = await openWebSocket({ port: server.place.port, path });
  return upgrade.ok ? [upgrade.socket] : [];
}

async function openJoined({ server, meeting }: Siege): Promise<RawWebSocket[]> {
  const [socket] = await open(server, '/signaling');
  if (!socket) return [];
  await socket.request(JSON.stringify(handshakeFor(meeting, 'signaling', 32)), (text) =>
    text.includes('"msg_type":2'),
  );
  return [socket];
}

/** Writes messages until all are sent or the server takes nothing for five seconds. */
async function flood(
  socket: RawWebSocket,
  counts: Counts,
  amount: number,
  messageAt: (index: number) => Buffer | string,
): Promise<void> {
  for (let i = 0; i < amount && !socket.isClosed; i += 1) {
    counts.messages += 1;
    if (socket.sendText(messageAt(i))) continue;
    await Promise.race([socket.drained(), delay(STALL_MS)]);
  }
}

async function unreadAnswers(siege: Siege, joined: boolean): Promise<RawWebSocket[]> {
  const { server, counts, meeting, scale } = siege;
  const sockets = joined ? await openJoined(siege) : await open(server, '/signaling');
  const id = 'i'.repeat(60_000);
  for (const socket of sockets) {
    socket.pause();
    const message = joined
      ? JSON.stringify({ msg_type: 10, rtms_session_id: id })
      : JSON.stringify({ ...handshakeFor({ ...meeting, streamId: id }, 'signaling', 32) });
    await flood(socket, counts, Math.ceil(12_000 * scale), () => message);
  }
  return sockets;
}

async function halfSentFrames({ server, counts, scale }: Siege): Promise<RawWebSocket[]> {
  const payload = Buffer.alloc(850_000, 'x');
  const part = encodeFrame(payload, { opcode: Opcode.TEXT, masked: true, declaredLength: 900_000 });
  const sockets: RawWebSocket[] = [];
  for (let i = 0; i < Math.ceil(600 * scale); i += 1) {
    const opened = await open(server, i % 2 === 0 ? '/signaling' : '/');
    for (const socket of opened) {
      counts.messages += 1;
      if (!socket.write(part)) await Promise.race([socket.drained(), delay(STALL_MS)]);
    }
    sockets.push(...opened);
    if (opened.length === 0) break;
  }
  return sockets;
}

async function idleSockets({ server, scale }: Siege): Promise<RawWebSocket[]> {
  const sockets: RawWebSocket[] = [];
  for (let i = 0; i < Math.ceil(500 * scale); i += 10) {
    const opened = await Promise.all(Array.from({ length: 10 }, () => open(server, '/')));
    sockets.push(...opened.flat());
  }
  return sockets;
}

async function journalMessages({ server, counts, scale }: Siege): Promise<RawWebSocket[]> {
  const sockets = await open(server, '/signaling');
  for (const socket of sockets) {
    await flood(socket, counts, Math.ceil(1500 * scale), (index) =>
      JSON.stringify({ msg_type: 1, rtms_stream_id: `${index}`.padEnd(60_000, 'é'.repeat(3)) }).slice(
        0,
        60_000,
      ),
    );
    await socket.ping();
  }
  return sockets;
}

async function unreadJournal(siege: Siege): Promise<RawWebSocket[]> {
  const followers = await open(siege.server, '/logs');
  for (const follower of followers) follower.pause();
  const [socket] = await openJoined(siege);
  if (!socket) return followers;
  const message = JSON.stringify({
    msg_type: 19,
    rtms_stream_id: 's'.repeat(100),
    note: Array.from({ length: 500 }, (_, index) => `n${index}`),
  });
  await flood(socket, siege.counts, Math.ceil(40_000 * siege.scale), () => message);
  await socket.ping();
  return [...followers, socket];
}

async function pings({ server, counts, scale }: Siege): Promise<RawWebSocket[]> {
  const sockets = await open(server, '/signaling');
  const ping = encodeFrame(Buffer.alloc(125, 'p'), { opcode: Opcode.PING, masked: true });
  const batch = Buffer.concat(Array.from({ length: 1000 }, () => ping));
  for (const socket of sockets) {
    socket.pause();
    for (let i = 0; i < Math.ceil(1000 * scale) && !socket.isClosed; i += 1) {
      counts.messages += 1;
      if (!socket.write(batch)) await Promise.race([socket.drained(), delay(STALL_MS)]);
    }
  }
  return sockets;
}
