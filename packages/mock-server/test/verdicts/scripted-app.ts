import { MessageType, type DialectName } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import type { MockMeeting, StepInput } from '../../src/index.js';
import type { MockServerOptions } from '../../src/server/options.js';
import type { WebhookOutcome } from '../../src/webhooks/webhook-outcome.js';
import { identity, settled, TestCore, type TestPeer } from '../support/test-core.js';

/** Response of an app to keep-alives: the request becomes one, several or no responses. */
type KeepAliveAnswer = (request: { readonly timestamp: number }) => readonly object[];

export const ECHO: KeepAliveAnswer = ({ timestamp }) => [
  { msg_type: MessageType.KEEP_ALIVE_RESP, timestamp },
];
export const SILENT: KeepAliveAnswer = () => [];

/** Media of few messages, so that an hour of meeting is cheap. */
const TRANSCRIPT = 8;

/** An app without a network: each test scripts what it does on a clock that is turned by hand. */
export class ScriptedApp {
  readonly core: TestCore;
  meeting!: MockMeeting;
  readonly #answers = new Map<TestPeer, { answer: KeepAliveAnswer; on: TestPeer; handled: number }>();

  constructor(protocol: DialectName, options: MockServerOptions = {}) {
    this.core = new TestCore({ protocol, ...options }, new ManualClock());
  }

  /** Starts a meeting whose `rtms_started` the app answers. */
  async start(outcome?: WebhookOutcome): Promise<void> {
    if (outcome) this.core.webhookOutcome = outcome;
    this.core.journalsWebhooks = true;
    this.meeting = await this.core.startMeeting();
  }

  /** Ids and signature of a handshake. */
  get ids(): { readonly [key: string]: unknown } {
    return identity(this.meeting);
  }

  /** Opens signaling with a handshake; `change` replaces fields of it. */
  signaling(change: object = {}, instance?: number): TestPeer {
    const peer = this.core.dialSignaling(undefined, instance);
    peer.send({ msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...this.ids, ...change });
    this.answer(peer, ECHO);
    return peer;
  }

  /** Opens a media socket with a handshake; `change` replaces fields of it. */
  media(change: object = {}): TestPeer {
    const peer = this.core.joinMedia(this.meeting, { media_type: TRANSCRIPT, ...change });
    this.answer(peer, ECHO);
    return peer;
  }

  /** Answers the keep-alives of a peer from now on. `on`: the socket of the responses; default: the same. */
  answer(peer: TestPeer, answer: KeepAliveAnswer, on: TestPeer = peer): void {
    this.#answers.set(peer, { answer, on, handled: peer.socket.received.length });
  }

  ready(signaling: TestPeer, change: object = {}): Promise<void> {
    signaling.send({
      msg_type: MessageType.CLIENT_READY_ACK,
      rtms_stream_id: this.meeting.streamId,
      ...change,
    });
    return settled();
  }

  /** The whole way to flowing media, without a mistake. */
  async join(change: object = {}): Promise<{ signaling: TestPeer; media: TestPeer }> {
    if (this.meeting === undefined) await this.start();
    const signaling = this.signaling();
    const media = this.media(change);
    await this.ready(signaling);
    return { signaling, media };
  }

  /** Lets time pass, and answers keep-alives `afterMs` after they came. */
  async pass(seconds: number, afterMs = 0): Promise<void> {
    for (let i = 0; i < seconds; i += 1) {
      this.core.clock.advance(1000);
      if (afterMs > 0 && this.#pending > 0) this.core.clock.advance(afterMs);
      this.#respond();
    }
    await settled();
  }

  get #pending(): number {
    return [...this.#answers].filter(([peer, { handled }]) => pingsOf(peer, handled).length > 0).length;
  }

  #respond(): void {
    for (const [peer, entry] of this.#answers) {
      const waiting = pingsOf(peer, entry.handled);
      entry.handled = peer.socket.received.length;
      for (const ping of waiting) for (const one of entry.answer(ping)) entry.on.send(one);
    }
  }

  inject(step: StepInput): Promise<void> {
    return this.meeting.inject(step);
  }

  /** Rules that the app has broken, in the order in which it was found. */
  async rules(): Promise<string[]> {
    await this.meeting.end();
    this.core.clock.advance(1000);
    const { verdicts } = this.core.core;
    return [...this.meeting.problems(), ...verdicts.withoutStream()].map(({ rule }) => rule);
  }
}

/** Keep-alive requests that a peer has received after the first `handled` messages. */
function pingsOf({ socket }: TestPeer, handled: number): { readonly timestamp: number }[] {
  return socket.received
    .slice(handled)
    .filter((text) => /"msg_type":\s*12\b/.test(text.slice(0, 40)))
    .map((text) => JSON.parse(text) as { timestamp: number });
}
