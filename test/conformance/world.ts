/**
 * The service as a scenario uses it, on in-memory or real sockets. Scenarios advance the clock of both, so counts are
 * exact and nothing sleeps.
 */
import { MessageType, type NumericGeneration, type WebhookBody } from '@rtms-mock/protocol';
import { signHandshake } from '@rtms-mock/protocol/signature';
import type { ManualClock } from '@rtms-mock/protocol/testing';
import { DEV_CREDENTIALS } from '../../packages/mock-server/src/credentials.js';
import type { Journal } from '../../packages/mock-server/src/journal.js';
import type { MockMeeting, StartMeetingOptions } from '../../packages/mock-server/src/server/mock-meeting.js';
import type { MockServerOptions } from '../../packages/mock-server/src/server/options.js';
import type { Peer } from './peer.js';
import { inspectWebhook } from './wire-sniffer.js';

/** A received webhook. */
export interface ArrivedWebhook {
  readonly body: WebhookBody<{ readonly [key: string]: unknown }>;
  /** The HTTP request. Undefined without a network. */
  readonly http?: {
    readonly url: string;
    readonly headers: { readonly [name: string]: unknown };
    readonly text: string;
  };
}

/** A service with or without a network. */
export interface Service {
  readonly clock: ManualClock;
  readonly journal: Journal;
  readonly webhooks: readonly ArrivedWebhook[];
  /** Undefined without a network. */
  readonly controlUrl?: string;
  startMeeting(input: StartMeetingOptions): Promise<MockMeeting>;
  /**
   * Opens a socket and sends nothing.
   * @param path default: that of signaling, or of all media
   */
  dial(kind: 'signaling' | 'media', path?: string): Promise<Peer>;
  /** Resolves when all messages have arrived. The clock does not advance. */
  settle(): Promise<void>;
  /** Resolves when `count` webhooks have arrived. */
  untilWebhooks(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Max step of the clock, in milliseconds. Between two steps, responses to keep-alives arrive. */
const MAX_STEP_MS = 1000;

/** A service and its clients in a scenario. */
export class World {
  readonly generation: NumericGeneration;
  readonly peers: Peer[] = [];
  readonly #service: Service;

  constructor(service: Service, options: MockServerOptions) {
    this.#service = service;
    this.generation = options.protocol === '2026' ? '2026' : '2025';
  }

  get clock(): ManualClock {
    return this.#service.clock;
  }

  get journal(): Journal {
    return this.#service.journal;
  }

  get controlUrl(): string {
    const { controlUrl } = this.#service;
    if (controlUrl === undefined) throw new Error('The control URL exists only with a network.');
    return controlUrl;
  }

  get webhooks(): readonly ArrivedWebhook[] {
    return this.#service.webhooks;
  }

  /** Last part of the event of each webhook, in order: `started`, `interrupted`, `stopped`. */
  get webhookNames(): string[] {
    return this.webhooks.map(({ body }) => body.event.split('_').at(-1) ?? '');
  }

  startMeeting(input: StartMeetingOptions = {}): Promise<MockMeeting> {
    return this.#service.startMeeting(input);
  }

  settle(): Promise<void> {
    return this.#service.settle();
  }

  /** Waits for a webhook of this name, also among those that have arrived. Returns the last one. */
  async untilWebhook(name: 'started' | 'interrupted' | 'stopped'): Promise<ArrivedWebhook> {
    for (;;) {
      const found = this.webhooks.findLast(({ body }) => body.event.endsWith(`_${name}`));
      if (found) return found;
      await this.#service.untilWebhooks(this.webhooks.length + 1);
    }
  }

  untilWebhooks(count: number): Promise<void> {
    return this.#service.untilWebhooks(count);
  }

  /** Advances meeting time. */
  async advance(ms: number): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= MAX_STEP_MS) {
      this.clock.advance(Math.min(left, MAX_STEP_MS));
      await this.settle();
    }
  }

  /** Advances meeting time by steps of 100 ms until the condition is true. Fails after `maxMs`. */
  async until(condition: () => boolean, maxMs = 90_000): Promise<void> {
    for (let passed = 0; !condition(); passed += 100) {
      if (passed >= maxMs) throw new Error(`the condition is false after ${maxMs} ms of meeting time`);
      await this.advance(100);
    }
  }

  async dial(kind: 'signaling' | 'media', path?: string): Promise<Peer> {
    const peer = await this.#service.dial(kind, path);
    this.peers.push(peer);
    return peer;
  }

  /** Opens a signaling socket and sends the handshake; `change` replaces fields of it. */
  async joinSignaling(meeting: MockMeeting, change: object = {}): Promise<Peer> {
    const peer = await this.dial('signaling');
    await this.send(peer, { msg_type: 1, ...identity(meeting), ...change });
    return peer;
  }

  /** Opens a media socket and sends the handshake. No media is sent before {@link ready}. */
  async joinMedia(meeting: MockMeeting, change: object = { media_type: 32 }): Promise<Peer> {
    const peer = await this.dial('media');
    await this.send(peer, { msg_type: 3, ...identity(meeting), media_type: 32, ...change });
    return peer;
  }

  async ready(signaling: Peer, meeting: MockMeeting): Promise<void> {
    await this.send(signaling, { msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId });
  }

  /** Sends a message and waits until the response has arrived. */
  async send(peer: Peer, body: object | string): Promise<void> {
    peer.send(body);
    await this.settle();
  }

  /** Starts a meeting and joins it, up to CLIENT_READY_ACK. */
  async join(
    media: object = { media_type: 32 },
    input: StartMeetingOptions = {},
  ): Promise<{ meeting: MockMeeting; signaling: Peer; media: Peer }> {
    const meeting = await this.startMeeting(input);
    const signaling = await this.joinSignaling(meeting);
    const peer = await this.joinMedia(meeting, media);
    await this.ready(signaling, meeting);
    return { meeting, signaling, media: peer };
  }

  /** Closes the service. Throws if any message or webhook was invalid. */
  async end(): Promise<void> {
    await this.#service.close();
    const problems = [
      ...this.peers.flatMap((peer) => peer.problems),
      ...this.webhooks.flatMap(({ body }) => inspectWebhook(body)),
    ];
    if (problems.length > 0) throw new Error(`invalid messages:\n${problems.join('\n')}`);
  }
}

/** Returns ids and signature of a handshake with the development credentials. */
export function identity(meeting: MockMeeting): { readonly [key: string]: unknown } {
  return {
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId),
  };
}
