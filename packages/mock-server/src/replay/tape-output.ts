import { MessageType, PayloadType, type Clock, type Message } from '@rtms-mock/protocol';
import {
  cassetteText,
  type CassetteClose,
  type CassetteLine,
  type CassetteMessage,
} from '@rtms-mock/protocol/cassette';
import {
  mediaContentOf,
  mediaKindOf,
  readRecorded,
  type Fields,
  type RecordedKind,
} from '../cassette/recorded-message.js';
import { isObject } from '../input/kinds.js';
import type { TapeStream } from '../meetings/stream-tape.js';
import { ANSWERS } from './conduct-watch.js';
import { isKeyframe } from './keyframes.js';
import { channelsOf, closeAsRecorded } from './recorded-close.js';
import type { RecordedStream } from './recorded-stream.js';
import { rewriteText, rewriteWebhook, type Rewriting } from './rewriting.js';
import type { Tape } from './tape.js';
import { TapeMedia } from './tape-media.js';
import { TapePayloads } from './tape-payloads.js';
import { TapeSignaling } from './tape-signaling.js';

/** Performs the lines of a tape that are due: sends messages and webhooks to the app, and closes its sockets. */
export class TapeOutput {
  readonly media: TapeMedia;
  readonly signaling: TapeSignaling;
  /** True after the signaling of the app was closed as recorded, until the app is back. */
  isSignalingCut = false;
  readonly #recorded: RecordedStream;
  readonly #stream: TapeStream;
  readonly #payloads: TapePayloads;
  /** Connections of the app that were closed, and recorded connections whose close was played. */
  readonly #closed = new Set<string>();
  readonly #played = new Set<string>();
  readonly #frames = { signaling: 'text' as 'text' | 'binary', media: 'text' as 'text' | 'binary' };

  constructor(tape: Tape, recorded: RecordedStream, stream: TapeStream, clock: Clock) {
    this.#recorded = recorded;
    this.#stream = stream;
    this.#payloads = new TapePayloads(tape.path);
    this.media = new TapeMedia(clock);
    this.signaling = new TapeSignaling(() => stream.signalingConnections);
  }

  /** Sends in frames as the service did at first. */
  begin(): void {
    for (const socket of ['signaling', 'media'] as const)
      this.#useFrames(socket, this.#recorded.frames[socket]);
  }

  /** Forgets everything, because the tape begins again. */
  clear(): void {
    this.media.clear();
    this.signaling.clear();
    this.#closed.clear();
    this.#played.clear();
    this.isSignalingCut = false;
  }

  /** Closes the files of payloads. */
  closeFiles(): void {
    this.#payloads.close();
  }

  /** True for a connection of the app that was closed as recorded. */
  hasClosed(connectionId: string): boolean {
    return this.#closed.has(connectionId);
  }

  /** True once the close of a recorded connection was played. */
  hasPlayedCloseOf(connection: string | null): boolean {
    return connection !== null && this.#played.has(connection);
  }

  /** Performs a line. `latenessMs`: time since it was due. */
  perform(line: CassetteLine, latenessMs: number, rewriting: Rewriting): void {
    if (line.kind === 'webhook') return this.#webhook(line.detail.body, line.ms, rewriting);
    if (line.kind === 'close') return this.#close(line);
    if (line.kind !== 'text' && line.kind !== 'binary') return;
    if (line.direction === 'to-app' && line.meta?.shortened !== true) {
      this.#message(line, latenessMs, rewriting);
    }
  }

  #webhook(body: unknown, ms: number, rewriting: Rewriting): void {
    if (ms === this.#recorded.started?.atMs) return;
    const rewritten = rewriteWebhook(body, rewriting, this.#stream.signalingUrl());
    if (rewritten !== undefined) this.#stream.deliver(rewritten);
  }

  #close(line: CassetteClose): void {
    this.#played.add(line.connection);
    const recorded = this.#recorded.sockets.get(line.connection);
    if (recorded === undefined || line.direction === 'to-service') return;
    const channels = channelsOf(recorded, this.#stream);
    for (const { id } of channels) this.#closed.add(id);
    if (recorded.socket === 'signaling' && channels.length > 0) this.isSignalingCut = true;
    for (const channel of channels) closeAsRecorded(channel, line);
  }

  #message(line: CassetteMessage, latenessMs: number, rewriting: Rewriting): void {
    const { type, body } = readRecorded(line);
    if (ANSWERS.has(type)) return;
    const whole = this.#payloads.withPayload(line);
    const text = rewriteText(cassetteText(whole), rewriting);
    const kind = mediaKindOf(type);
    const socket = this.#recorded.sockets.get(line.connection)?.socket;
    if (socket !== undefined) this.#useFrames(socket, line.kind);
    if (kind !== undefined)
      return this.#mediaMessage(kind, readRecorded({ message: whole }).body, text, latenessMs);
    if (socket === 'media') return;
    const message = this.#decoded(text);
    if (type === MessageType.EVENT_UPDATE) {
      return this.signaling.sendEvent(text, eventTypeOf(message, body));
    }
    this.signaling.send(text, type);
    if (message !== undefined) this.#follow(message);
  }

  /** Text is the default, which the settings of the server may change. */
  #useFrames(socket: 'signaling' | 'media', type: 'text' | 'binary'): void {
    if (type === this.#frames[socket]) return;
    this.#frames[socket] = type;
    this.#stream.followFrames(socket, type);
  }

  #mediaMessage(kind: RecordedKind, body: Fields, text: string, latenessMs: number): void {
    const { data } = mediaContentOf(body);
    const base64 = typeof data === 'string' ? data : '';
    const isText = kind === 'transcript' || kind === 'chat';
    this.media.send({
      kind,
      text,
      byteLength: Buffer.byteLength(base64, isText ? 'utf8' : 'base64'),
      isKeyframe: !this.#isH264(kind) || isKeyframe(base64),
      latenessMs,
    });
  }

  #isH264(kind: RecordedKind): boolean {
    const granted = this.#recorded.granted[kind];
    return isObject(granted) && granted['codec'] === PayloadType.H264;
  }

  #decoded(text: string): Message | undefined {
    const [connection] = this.#stream.signalingConnections;
    const decoded = connection?.channel.dialect.decode(text);
    return decoded?.ok === true ? decoded.message : undefined;
  }

  #follow(message: Message): void {
    if (message.msg_type === MessageType.STREAM_STATE_UPDATE) {
      this.#stream.followState(message.state, message.reason);
    } else if (message.msg_type === MessageType.SESSION_STATE_UPDATE) {
      this.#stream.followSession(message.state);
    }
  }
}

function eventTypeOf(message: Message | undefined, { event }: Fields): number | undefined {
  if (message?.msg_type === MessageType.EVENT_UPDATE) return message.event.event_type;
  const type = isObject(event) ? event['event_type'] : undefined;
  return typeof type === 'number' ? type : undefined;
}
