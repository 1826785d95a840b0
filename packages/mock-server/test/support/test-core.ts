import type { DialectName, Message, WebhookBody } from '@rtms-mock/protocol';
import { createDialect, MessageType } from '@rtms-mock/protocol';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { JournalRecorder } from '../../src/journal.js';
import type { MockMeeting, StartMeetingOptions } from '../../src/server/mock-meeting.js';
import { resolveOptions, type MockServerOptions } from '../../src/server/options.js';
import { ServerCore } from '../../src/server/server-core.js';
import type { WebhookOutcome } from '../../src/webhooks/webhook-outcome.js';
import { testSource } from './test-source.js';

/** A client's end of a socket: what it got, decoded, and ways to talk. */
export class TestPeer {
  readonly socket: MemorySocket;
  readonly #serverEnd: MemorySocket;
  readonly #dialect;

  constructor([ours, theirs]: [MemorySocket, MemorySocket], generation: DialectName) {
    this.socket = ours;
    this.#serverEnd = theirs;
    this.#dialect = createDialect(generation);
  }

  send(body: object | string): void {
    this.socket.send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** Stops reading: what the server sends from now on stays in its buffers. */
  stopReading(): void {
    this.#serverEnd.stall();
  }

  /** Everything received, decoded by the same dialect that the server speaks; throws on what is malformed. */
  get messages(): Message[] {
    return this.socket.received.map((text) => {
      const decoded = this.#dialect.decode(text);
      if (!decoded.ok) throw new Error(`the server sent something malformed: ${decoded.problem.reason}`);
      return decoded.message;
    });
  }

  /** Received bodies as plain JSON. */
  get bodies(): { readonly [key: string]: unknown }[] {
    return this.socket.received.map((text) => JSON.parse(text) as { [key: string]: unknown });
  }

  ofType<T extends Message['msg_type']>(type: T): Extract<Message, { msg_type: T }>[] {
    return this.messages.filter(
      (message): message is Extract<Message, { msg_type: T }> => message.msg_type === type,
    );
  }
}

/** A server without network, on a clock that is turned by hand. */
export class TestCore {
  readonly clock: ManualClock;
  readonly journal: JournalRecorder;
  /** Bodies of webhooks in the order in which they were sent. */
  readonly webhooks: WebhookBody[] = [];
  readonly core: ServerCore;
  readonly generation: DialectName;
  /** What receivers answer. */
  webhookOutcome: WebhookOutcome = { status: 'delivered', httpStatus: 200, ms: 1, late: false };

  /** False: receivers accept webhooks and never answer. */
  answersWebhooks = true;

  /** Webhooks are in the journal, as the sender of a server records them. */
  journalsWebhooks = false;

  constructor(options: MockServerOptions = {}, clock = new ManualClock()) {
    this.clock = clock;
    this.journal = new JournalRecorder(clock);
    const settings = resolveOptions({
      endNoticeMs: 0,
      stoppedWebhookDelayMs: 0,
      timelineStart: 'created',
      ...options,
    });
    this.generation = settings.protocol;
    this.core = new ServerCore({
      settings,
      media: options.media ?? testSource(),
      clock: this.clock,
      journal: this.journal,
      signalingUrl: 'ws://mock',
      mediaUrl: 'ws://mock:1',
      webhooks: {
        send: (url, body, streamId) => {
          this.webhooks.push(body as unknown as WebhookBody);
          if (this.journalsWebhooks) this.#recordWebhook(url, body, streamId);
          return this.answersWebhooks ? Promise.resolve(this.webhookOutcome) : new Promise(() => {});
        },
        validate: () => Promise.resolve({ ok: true, ms: 1 }),
      },
    });
  }

  #recordWebhook(url: string, body: { readonly event: string }, streamId: string | undefined): void {
    const keys = { kind: 'webhook', type: body.event, ...(streamId !== undefined && { streamId }) } as const;
    this.journal.record({ ...keys, direction: 'sent', detail: { url, body } });
    if (!this.answersWebhooks) return;
    this.journal.record({ ...keys, direction: 'received', detail: { url, outcome: this.webhookOutcome } });
  }

  startMeeting(input: StartMeetingOptions = {}): Promise<MockMeeting> {
    return this.core.startMeeting({ webhookUrl: 'http://app/webhook', ...input });
  }

  /** Opens a signaling socket without saying anything. */
  dialSignaling(generation: DialectName = this.generation, instance?: number): TestPeer {
    const pair = memorySocketPair();
    this.core.routes.signaling(pair[1], instance);
    return new TestPeer(pair, generation);
  }

  /** Opens a media socket without saying anything. */
  dialMedia(generation: DialectName = this.generation, pathTypes?: number): TestPeer {
    const pair = memorySocketPair();
    this.core.routes.media(pair[1], pathTypes);
    return new TestPeer(pair, generation);
  }

  /** Signaling socket after a good handshake. */
  joinSignaling(meeting: MockMeeting): TestPeer {
    const peer = this.dialSignaling();
    peer.send({ msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...identity(meeting) });
    return peer;
  }

  /** Media socket after a good handshake; nothing flows before {@link ready}. */
  joinMedia(meeting: MockMeeting, request: object = { media_type: 32 }): TestPeer {
    const peer = this.dialMedia();
    peer.send({ msg_type: MessageType.DATA_HAND_SHAKE_REQ, ...identity(meeting), ...request });
    return peer;
  }

  /** Sends the ready-ack and lets media get prepared. */
  async ready(signaling: TestPeer, meeting: MockMeeting): Promise<void> {
    signaling.send({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId });
    await settled();
  }

  /** The whole way to flowing media. */
  async join(
    request?: object,
    input?: StartMeetingOptions,
  ): Promise<{ meeting: MockMeeting; signaling: TestPeer; media: TestPeer }> {
    const meeting = await this.startMeeting(input);
    const signaling = this.joinSignaling(meeting);
    const media = this.joinMedia(meeting, request);
    await this.ready(signaling, meeting);
    return { meeting, signaling, media };
  }
}

/** Ids and signature of a handshake with the development credentials. */
export function identity(meeting: Pick<MockMeeting, 'meetingUuid' | 'streamId'>): {
  readonly [key: string]: unknown;
} {
  return {
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId),
  };
}

/** Lets everything that waits for resolved promises happen; no time passes. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
