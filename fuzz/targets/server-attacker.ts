/** Performs episodes against a running server. */
import { GENERATIONS, type Generation } from '../input/messages.js';
import { openWebSocket, type RawWebSocket } from '../net/raw-web-socket.js';
import type { FuzzMeeting, ServerProcess } from '../processes/server-process.js';
import { problemOfMessage } from './message-check.js';
import type { Counts } from './round.js';
import { handshakeFor, type PlannedFrame, type ServerEpisode } from './server-episode.js';

/** Sockets that stay open after their episode; the oldest is destroyed when one more is added. */
const MAX_LEFT_OPEN = 60;
/** Frames between two pauses, in which the server's reaction is read. */
const FRAMES_PER_PAUSE = 30;

/** Sockets that episodes have left open, read or unread. */
export class OpenSockets {
  readonly #sockets: RawWebSocket[] = [];

  /** Keeps a socket. */
  add(socket: RawWebSocket): void {
    this.#sockets.push(socket);
    if (this.#sockets.length > MAX_LEFT_OPEN) this.#sockets.shift()?.destroy();
  }

  /** Destroys all sockets. */
  clear(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy();
  }
}

/** Performs one episode after the other, with meetings of its own. */
export class ServerAttacker {
  readonly #server: ServerProcess;
  readonly #left: OpenSockets;
  readonly #counts: Counts;
  readonly #meetings = new Map<Generation, FuzzMeeting>();
  readonly #problems: Map<string, string>;

  /** @param problems Receives messages of the server that are not those of the protocol, by their problem. */
  constructor(
    server: ServerProcess,
    left: OpenSockets,
    counts: Counts,
    problems = new Map<string, string>(),
  ) {
    this.#server = server;
    this.#problems = problems;
    this.#left = left;
    this.#counts = counts;
  }

  /** Starts a meeting of each generation. */
  async prepare(): Promise<void> {
    for (const generation of GENERATIONS) await this.#meetingOf(generation);
  }

  /** Performs an episode. Returns the code with which the server has closed the socket. */
  async perform(episode: ServerEpisode): Promise<number | undefined> {
    const joined = await this.#enter(episode);
    if (!joined) return undefined;
    const { socket, others } = joined;
    if (episode.unread) socket.pause();
    await this.#send(episode, socket);
    if (!episode.unread && !socket.isClosed) await socket.ping();
    if (socket.isClosed) this.#counts.closes += 1;
    this.#finish(episode, socket);
    for (const other of others) other.destroy();
    return socket.closeCode;
  }

  /** Sends the frames of an episode one by one, on a new connection whenever the server has closed the old one. */
  async performStepwise(episode: ServerEpisode, before: (frame: PlannedFrame) => void): Promise<void> {
    let joined: Joined | undefined;
    for (const frame of episode.frames(this.#meetings.get(episode.generation))) {
      if (!joined || joined.socket.isClosed) joined = await this.#enter(episode);
      if (!joined) return;
      before(frame);
      joined.socket.write(frame.bytes);
      await joined.socket.ping();
    }
    for (const socket of joined ? [joined.socket, ...joined.others] : []) socket.destroy();
  }

  async #enter(episode: ServerEpisode): Promise<Joined | undefined> {
    const joined = episode.withHandshake ? await this.#join(episode) : await this.#connect(episode);
    if (!joined) return undefined;
    joined.socket.onText = (payload) => {
      if (isRefusal(payload)) this.#counts.rejects += 1;
      // The journal at /logs has a format of its own.
      const problem = episode.entrance === 'logs' ? undefined : problemOfMessage(payload);
      if (problem !== undefined) this.#problems.set(problem, payload.toString());
    };
    return joined;
  }

  async #send(episode: ServerEpisode, socket: RawWebSocket): Promise<void> {
    let sinceLastPause = 0;
    for (const frame of episode.frames(this.#meetings.get(episode.generation))) {
      if (socket.isClosed) return;
      this.#counts.messages += 1;
      const isWritten = socket.write(frame.bytes);
      sinceLastPause += 1;
      if (!isWritten) await socket.drained();
      else if (sinceLastPause >= FRAMES_PER_PAUSE) {
        sinceLastPause = 0;
        if (!episode.unread) await socket.ping();
      }
    }
  }

  #finish({ ending, unread }: ServerEpisode, socket: RawWebSocket): void {
    if (unread || ending === 'leave-open') this.#left.add(socket);
    else if (ending === 'destroy') socket.destroy();
    else {
      if (ending === 'half-close') socket.halfClose();
      else socket.close(ending === 'odd-close' ? 4999 : 1000);
      this.#left.add(socket);
    }
  }

  async #connect(episode: ServerEpisode): Promise<Joined | undefined> {
    const { port, mediaPort } = this.#server.place;
    const upgrade = await openWebSocket({
      port: episode.entrance === 'media' ? mediaPort : port,
      path: episode.path,
      tls: episode.tls,
      headers: episode.headers,
    });
    if (upgrade.ok && /Origin: (?!http:\/\/localhost)/.test(episode.headers)) {
      this.#problems.set('an upgrade for a page of another site', episode.headers);
    }
    if (!upgrade.ok) {
      this.#counts.messages += 1;
      this.#counts.rejects += 1;
      return undefined;
    }
    return { socket: upgrade.socket, others: [] };
  }

  /** Connects and performs a valid handshake. Starts a new meeting if the old one has ended. */
  async #join(episode: ServerEpisode): Promise<Joined | undefined> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const meeting = await this.#meetingOf(episode.generation);
      const joined = meeting && (await this.#shakeHands(episode, meeting));
      if (joined) return joined;
      this.#meetings.delete(episode.generation);
      if (meeting) await this.#end(meeting);
    }
    return undefined;
  }

  async #shakeHands(episode: ServerEpisode, meeting: FuzzMeeting): Promise<Joined | undefined> {
    const others: RawWebSocket[] = [];
    let socket: RawWebSocket | undefined;
    for (const entrance of ['signaling', 'media'] as const) {
      if (entrance === 'media' && episode.entrance !== 'media') break;
      const path = entrance === 'signaling' ? '/signaling' : '/all';
      const connected = await this.#connect({ ...episode, entrance, path, headers: '' });
      if (!connected) break;
      socket = connected.socket;
      others.push(socket);
      const request = JSON.stringify(handshakeFor(meeting, entrance, 32));
      const answer = await socket.request(request, (text) => /HAND_SHAKE_RESP|"msg_type":[24]\D/.test(text));
      this.#counts.messages += 1;
      if (answer === undefined || isRefusal(Buffer.from(answer))) {
        socket = undefined;
        break;
      }
    }
    if (socket) {
      return { socket, others: others.slice(0, -1) };
    }
    for (const other of others) other.destroy();
    return undefined;
  }

  async #meetingOf(generation: Generation): Promise<FuzzMeeting | undefined> {
    const known = this.#meetings.get(generation);
    if (known) return known;
    const meeting = await this.#server.startMeeting(generation, { media: 'silence' });
    if (meeting) this.#meetings.set(generation, meeting);
    return meeting;
  }

  /** Ends the meetings of this attacker. */
  async endAll(): Promise<void> {
    for (const meeting of this.#meetings.values()) await this.#end(meeting);
    this.#meetings.clear();
  }

  async #end({ streamId }: FuzzMeeting): Promise<void> {
    await this.#server.api(`/api/meetings/${streamId}/actions`, { action: 'end' });
  }
}

interface Joined {
  readonly socket: RawWebSocket;
  /** The signaling socket that a media socket needs. */
  readonly others: readonly RawWebSocket[];
}

/** Returns true for an answer with a failure status. */
function isRefusal(payload: Buffer): boolean {
  const text = payload.subarray(0, 400).toString('latin1');
  return /"status(?:_code)?":(?:[1-9]|"STATUS_(?!OK))/.test(text);
}
