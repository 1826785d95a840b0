import type { Cancel, Clock, DialectName } from '@rtms-mock/protocol';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { ServerSettings } from '../settings/settings.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { StreamStateName } from './stream-view.js';

/** Time without progress after which the log says what the stream waits for, in real milliseconds. */
export const SILENCE_MS = 5000;

/** Properties of a stream that explain why no media flows. */
export interface SilentStream {
  readonly streamId: string;
  readonly state: StreamStateName;
  readonly protocol: DialectName;
  readonly webhooks: { readonly hasReceiver: boolean };
  /** Outcome of the last `rtms_started`; `undefined` while it is not answered. */
  readonly startWebhook: WebhookOutcome | undefined;
  /** Open media sockets. */
  readonly mediaConnections: readonly {
    readonly stateName: string;
    readonly channel: { readonly id: string };
  }[];
}

/** Returns why no media flows on a stream, and what the app has to do; `undefined` if it flows or needs no explanation. */
export function explainSilence(stream: SilentStream, signalingUrl: string): string | undefined {
  const { streamId, state, mediaConnections } = stream;
  if (state === 'created') return explainNoClient(stream, signalingUrl);
  if (state !== 'signaling' && state !== 'active') return undefined;
  if (mediaConnections.length === 0) {
    return (
      `Signaling of stream ${streamId} is up, but no media socket has completed its handshake: ` +
      'the app must open a URL of media_server.server_urls (message 2) and send DATA_HAND_SHAKE_REQ (message 3).'
    );
  }
  const waiting = mediaConnections.filter(({ stateName }) => stateName === 'awaiting-ready');
  if (waiting.length === 0) return undefined;
  const ids = waiting.map(({ channel }) => channel.id).join(', ');
  return (
    `Media of stream ${streamId} (${ids}) waits for CLIENT_READY_ACK (message 7): ` +
    'the app must send it on the signaling socket after each media handshake.'
  );
}

function explainNoClient(stream: SilentStream, signalingUrl: string): string {
  const { streamId, protocol, webhooks, startWebhook } = stream;
  if (!webhooks.hasReceiver) {
    return (
      `No webhook URL is configured, so no app has been told of stream ${streamId}: start the server with --webhook-url, ` +
      `give the meeting a webhookUrl, or let the app connect to ${signalingUrl} with the ids of the stream.`
    );
  }
  const mayBeBeta = protocol !== 'string' && startWebhook?.status === 'delivered';
  const beta = !mayBeBeta
    ? ''
    : ' Apps of the beta of early 2025 read another webhook: for them, start with --protocol string.';
  return `No client has connected to stream ${streamId}: ${whyNoClient(stream, signalingUrl)}${beta}`;
}

function whyNoClient({ startWebhook }: SilentStream, signalingUrl: string): string {
  if (startWebhook === undefined) return 'rtms_started has not been answered yet.';
  if (startWebhook.status !== 'delivered') return 'rtms_started was not accepted.';
  return `rtms_started was accepted, and the app must now connect to its server_urls (${signalingUrl}) and send SIGNALING_HAND_SHAKE_REQ (message 1), for which it needs its client id and secret.`;
}

/** The parts of the server that a {@link SilenceWatch} uses. */
export interface SilenceContext {
  /** Meeting time. */
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  readonly settings: Pick<ServerSettings, 'speed'>;
  readonly signalingUrl: string;
}

/** Logs why no media flows on a stream when nothing has changed for some seconds. */
export class SilenceWatch {
  readonly #stream: SilentStream;
  readonly #context: SilenceContext;
  #timer: Cancel | undefined;
  /** True while the last client of a stream without connection was refused. */
  #hasRefused = false;

  constructor(stream: SilentStream, context: SilenceContext) {
    this.#stream = stream;
    this.#context = context;
  }

  /** Starts to wait again, because something has changed. */
  restart(): void {
    this.#stop();
    const { clock, settings } = this.#context;
    if (this.#stream.state !== 'created') this.#hasRefused = false;
    if (this.#hasRefused) return;
    if (explainSilence(this.#stream, '') === undefined) return;
    this.#timer = clock.after(SILENCE_MS * (settings.speed === 'max' ? 1 : settings.speed), () =>
      this.#explain(),
    );
  }

  /** Stops to wait: a client has connected, and the log says why it was refused. */
  clientRefused(): void {
    this.#stop();
    this.#hasRefused = this.#stream.state === 'created';
  }

  #stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #explain(): void {
    const { journal, logger, signalingUrl } = this.#context;
    const reason = explainSilence(this.#stream, signalingUrl);
    if (reason === undefined) return;
    const { streamId } = this.#stream;
    journal.record({ kind: 'note', type: 'silence', streamId, detail: { reason } });
    logger.log('warn', reason, { streamId });
  }
}
