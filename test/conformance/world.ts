/**
 * What a conformance scenario sees of a service, whatever it runs on: in-memory sockets or real ones.
 * Time is turned by hand on both, so counts are exact and nothing sleeps.
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

/** One webhook as it arrived. */
export interface ArrivedWebhook {
  readonly body: WebhookBody<{ readonly [key: string]: unknown }>;
  /** Undefined on in-memory sockets, where no HTTP happens. */
  readonly http?: {
    readonly url: string;
    readonly headers: { readonly [name: string]: unknown };
    readonly text: string;
  };
}

/** A service without or with a network. */
export interface Service {
  readonly clock: ManualClock;
  readonly journal: Journal;
  readonly webhooks: readonly ArrivedWebhook[];
  /** Present on real sockets only. */
  readonly controlUrl?: string;
  startMeeting(input: StartMeetingOptions): Promise<MockMeeting>;
  /** Opens a socket without saying anything. Default path: that of all media, or of signaling. */
  dial(kind: 'signaling' | 'media', path?: string): Promise<Peer>;
  /** Resolves when everything that is on its way has arrived. No time passes. */
  settle(): Promise<void>;
  /** Resolves when so many webhooks have come. */
  untilWebhooks(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Longest step of the clock, in milliseconds: answers to keep-alives get through in between. */
const SLICE_MS = 1000;

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
    if (controlUrl === undefined) throw new Error('only on real sockets');
    return controlUrl;
  }

  get webhooks(): readonly ArrivedWebhook[] {
    return this.#service.webhooks;
  }

  /** Last word of each webhook's event, in order: `started`, `interrupted`, `stopped`. */
  get webhookNames(): string[] {
    return this.webhooks.map(({ body }) => body.event.split('_').at(-1) ?? '');
  }

  startMeeting(input: StartMeetingOptions = {}): Promise<MockMeeting> {
    return this.#service.startMeeting(input);
  }

  settle(): Promise<void> {
    return this.#service.settle();
  }

  /** Waits until the last webhook ends like this; what has come already counts. */
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

  /** Lets meeting time pass. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= SLICE_MS) {
      this.clock.advance(Math.min(left, SLICE_MS));
      await this.settle();
    }
  }

  /** Lets time pass, 100 ms at a time, until something holds. Fails after so much meeting time. */
  async until(holds: () => boolean, mostMs = 90_000): Promise<void> {
    for (let passed = 0; !holds(); passed += 100) {
      if (passed >= mostMs) throw new Error(`it did not happen within ${mostMs} ms of meeting time`);
      await this.pass(100);
    }
  }

  async dial(kind: 'signaling' | 'media', path?: string): Promise<Peer> {
    const peer = await this.#service.dial(kind, path);
    this.peers.push(peer);
    return peer;
  }

  /** Signaling socket after a handshake; `change` replaces fields of it. */
  async joinSignaling(meeting: MockMeeting, change: object = {}): Promise<Peer> {
    const peer = await this.dial('signaling');
    await this.say(peer, { msg_type: 1, ...identity(meeting), ...change });
    return peer;
  }

  /** Media socket after a handshake; nothing flows before {@link ready}. */
  async joinMedia(meeting: MockMeeting, change: object = { media_type: 32 }): Promise<Peer> {
    const peer = await this.dial('media');
    await this.say(peer, { msg_type: 3, ...identity(meeting), media_type: 32, ...change });
    return peer;
  }

  async ready(signaling: Peer, meeting: MockMeeting): Promise<void> {
    await this.say(signaling, { msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId });
  }

  /** Sends and lets the answer arrive. */
  async say(peer: Peer, body: object | string): Promise<void> {
    peer.send(body);
    await this.settle();
  }

  /** The whole way to flowing media. */
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

  /** Ends the service and tells everything on the wire that was not as it should be. */
  async end(): Promise<void> {
    await this.#service.close();
    const problems = [
      ...this.peers.flatMap((peer) => peer.problems),
      ...this.webhooks.flatMap(({ body }) => inspectWebhook(body)),
    ];
    if (problems.length > 0) throw new Error(`seen on the wire:\n${problems.join('\n')}`);
  }
}

/** Ids and signature of a handshake with the development credentials. */
export function identity(meeting: MockMeeting): { readonly [key: string]: unknown } {
  return {
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId),
  };
}
