import { MessageType, type DialectName, type MediaType } from '@rtms-mock/protocol';
import {
  CASSETTE_FORMAT,
  CASSETTE_VERSION,
  encodeCassetteHeader,
  encodeCassetteLine,
  messageOfText,
  type CassetteHeader,
  type CassetteLine,
} from '@rtms-mock/protocol/cassette';
import { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';
import { JournalRecorder } from '../../src/journal.js';
import type { MockMeeting, StartMeetingOptions } from '../../src/server/mock-meeting.js';
import { resolveOptions, type MockServerOptions } from '../../src/server/options.js';
import { ServerCore } from '../../src/server/server-core.js';
import { identity, settled } from './test-core.js';

/** A message in a recorded session. */
interface Body {
  readonly [name: string]: unknown;
}

/** One end of a recorded socket: the app's. */
export class RecordedSocket {
  readonly id: string;
  readonly #socket: MemorySocket;
  readonly #session: RecordedSession;

  constructor(id: string, socket: MemorySocket, session: RecordedSession) {
    this.id = id;
    this.#socket = socket;
    this.#session = session;
  }

  get received(): Body[] {
    return this.#socket.received.map((text) => JSON.parse(text) as Body);
  }

  get closed(): MemorySocket['closed'] {
    return this.#socket.closed;
  }

  ofType(type: number): Body[] {
    return this.received.filter(({ msg_type }) => msg_type === type);
  }

  send(message: object): void {
    // A recorder masks signatures.
    const shown = 'signature' in message ? { ...message, signature: '…beef' } : message;
    this.#session.add({
      kind: 'text',
      ms: this.#session.clock.now(),
      connection: this.id,
      direction: 'to-service',
      message: shown,
    });
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#session.closing.add(this.id);
    this.#socket.close(1000, '');
  }
}

/**
 * A server without network, on a clock that is turned by hand, and an app whose conversation is recorded as a cassette: the
 * same session has the same lines each time.
 */
export class RecordedSession {
  readonly clock: ManualClock;
  readonly journal: JournalRecorder;
  readonly core: ServerCore;
  readonly generation: DialectName;
  /** Ids of sockets that the app closes itself. */
  readonly closing = new Set<string>();
  readonly webhooks: Body[] = [];
  readonly #lines: CassetteLine[] = [];
  readonly #counts = { s: 0, m: 0, w: 0 };

  constructor(options: MockServerOptions, clock = new ManualClock()) {
    this.clock = clock;
    this.journal = new JournalRecorder(clock);
    const settings = resolveOptions({ seed: 1, endNoticeMs: 0, stoppedWebhookDelayMs: 0, ...options });
    this.generation = settings.protocol;
    this.core = new ServerCore({
      settings,
      media: options.media,
      clock,
      journal: this.journal,
      signalingUrl: 'ws://mock',
      mediaUrl: 'ws://mock:1',
      webhooks: {
        send: (_url, body) => {
          this.#addWebhook(body);
          return Promise.resolve({ status: 'delivered', httpStatus: 200, ms: 1, late: false });
        },
        validate: () => Promise.resolve({ ok: true, ms: 1 }),
      },
    });
  }

  add(line: CassetteLine): void {
    this.#lines.push(line);
  }

  #addWebhook(body: Body): void {
    this.webhooks.push(body);
    this.#counts.w += 1;
    const connection = `w${this.#counts.w}`;
    const ms = this.clock.now();
    const event = String(body['event']);
    this.add({ kind: 'webhook', ms, connection, direction: 'to-app', detail: { event, body } });
    this.add({ kind: 'answer', ms, connection, direction: 'to-service', detail: { status: 200 } });
  }

  startMeeting(input: StartMeetingOptions = {}): Promise<MockMeeting> {
    return this.core.startMeeting({ webhookUrl: 'http://app/webhook', ...input });
  }

  dial(socket: 'signaling' | 'media'): RecordedSocket {
    const letter = socket === 'signaling' ? 's' : 'm';
    this.#counts[letter] += 1;
    const connection = `${letter}${this.#counts[letter]}`;
    const [ours, theirs] = memorySocketPair();
    this.add({
      kind: 'open',
      ms: this.clock.now(),
      connection,
      direction: 'to-service',
      detail: { socket },
    });
    ours.onMessage((data) => {
      const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
      this.add({
        kind: typeof data === 'string' ? 'text' : 'binary',
        ms: this.clock.now(),
        connection,
        direction: 'to-app',
        message: messageOfText(text),
      });
      this.#answerKeepAlive(text, peer);
    });
    ours.onClose((code, reason) => {
      const by = this.closing.has(connection) ? 'to-service' : 'to-app';
      this.add({
        kind: 'close',
        ms: this.clock.now(),
        connection,
        direction: code === 1006 ? null : by,
        code,
        reason,
      });
    });
    const peer = new RecordedSocket(connection, ours, this);
    if (socket === 'signaling') this.core.routes.signaling(theirs);
    else this.core.routes.media(theirs);
    return peer;
  }

  #answerKeepAlive(text: string, peer: RecordedSocket): void {
    const { msg_type, timestamp } = JSON.parse(text) as Body;
    if (msg_type === MessageType.KEEP_ALIVE_REQ) {
      peer.send({ msg_type: MessageType.KEEP_ALIVE_RESP, timestamp });
    }
  }

  /** Opens signaling and completes its handshake. */
  joinSignaling(meeting: MockMeeting): RecordedSocket {
    const socket = this.dial('signaling');
    socket.send({ msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...identity(meeting) });
    return socket;
  }

  /** Opens a media socket and completes its handshake. */
  joinMedia(meeting: MockMeeting, mediaType: MediaType, media_params: object = {}): RecordedSocket {
    const socket = this.dial('media');
    const { protocol_version, ...ids } = identity(meeting);
    socket.send({
      msg_type: MessageType.DATA_HAND_SHAKE_REQ,
      protocol_version,
      ...ids,
      media_type: mediaType,
      media_params,
    });
    return socket;
  }

  subscribe(signaling: RecordedSocket, ...types: number[]): void {
    const events = types.map((event_type) => ({ event_type, subscribe: true }));
    signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events });
  }

  /** Sends the ready-ack and lets media be prepared. */
  async ready(signaling: RecordedSocket, meeting: MockMeeting): Promise<void> {
    signaling.send({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId });
    await settled();
  }

  /** Lets meeting time pass in small steps, so that everything that waits for promises happens in between. */
  async pass(ms: number): Promise<void> {
    for (let rest = ms; rest > 0; rest -= 20) {
      this.clock.advance(Math.min(20, rest));
      await settled();
    }
  }

  get header(): CassetteHeader {
    const startedAtUnixMs = this.clock.unixMs() - this.clock.now();
    return {
      format: CASSETTE_FORMAT,
      version: CASSETTE_VERSION,
      generation: this.generation,
      recorder: 'proxy',
      product: { name: '@rtms-mock/server', version: '0.0.0' },
      startedAtUnixMs,
      startedAt: new Date(startedAtUnixMs).toISOString(),
      payload: 'inline',
      redacted: [],
      capabilities: ['media', 'webhooks'],
    };
  }

  get lines(): readonly CassetteLine[] {
    return this.#lines;
  }

  /** The cassette. */
  text(): string {
    const lines = [encodeCassetteHeader(this.header), ...this.#lines.map(encodeCassetteLine)];
    return `${lines.join('\n')}\n`;
  }
}
