import type {
  Clock,
  DataHandshakeRequest,
  MessageProblem,
  SignalingHandshakeRequest,
} from '@rtms-mock/protocol';
import { diagnoseHandshakeSignature } from '@rtms-mock/protocol/signature';
import type { App, Credentials } from '../credentials.js';

/** Properties of a stream that wrong signatures are compared with. */
export interface SignedStream {
  readonly streamId: string;
  readonly app: App;
  readonly meeting: { readonly entityId: string; readonly meetingId: string };
}

/** Parts of the server that a {@link SignatureAdviser} uses. */
export interface SignatureAdviserInput {
  readonly clock: Pick<Clock, 'now'>;
  /** Read for each signature, since programs may replace the credentials. */
  readonly credentials: () => Credentials;
  /** All streams, oldest first. */
  readonly streams: () => readonly SignedStream[];
}

/** Streams and apps that a signature is compared with: the newest ones. */
const MAX_COMPARED = 20;

/** Diagnoses in a window: each computes some hundred signatures, and clients decide how many are wrong. */
const WINDOW = { diagnoses: 50, ms: 10_000 } as const;

/**
 * Names the mistake behind wrong signatures, for log and journal: with a newline in the secret, the ids of another
 * stream and the like. Never on the wire.
 */
export class SignatureAdviser {
  readonly #input: SignatureAdviserInput;
  #windowStartMs = -Infinity;
  #diagnoses = 0;

  constructor(input: SignatureAdviserInput) {
    this.#input = input;
  }

  /**
   * The mistake behind the wrong signature of a handshake, or what is most likely. `undefined` for other problems,
   * and while too many signatures are wrong.
   */
  advise(
    { violation }: MessageProblem,
    request: SignalingHandshakeRequest | DataHandshakeRequest,
    stream: SignedStream | undefined,
  ): string | undefined {
    if (violation !== 'signature-wrong' || !stream || !this.#takeTurn()) return undefined;
    const { app, meeting, streamId } = stream;
    const { apps, secretToken } = this.#input.credentials();
    const mistake = diagnoseHandshakeSignature({
      signature: request.signature ?? '',
      app,
      entityId: meeting.entityId,
      streamId,
      secretToken,
      otherApps: apps.filter(({ clientId }) => clientId !== app.clientId).slice(-MAX_COMPARED),
      otherStreams: this.#otherStreams(streamId),
      otherIds: [meeting.meetingId],
    });
    return mistake === undefined
      ? `no frequent mistake explains it, so the client secret is most likely not that of the app ${app.clientId}`
      : `the likely cause: ${mistake}`;
  }

  #otherStreams(streamId: string): { entityId: string; streamId: string }[] {
    return this.#input
      .streams()
      .filter((stream) => stream.streamId !== streamId)
      .slice(-MAX_COMPARED)
      .map((stream) => ({ entityId: stream.meeting.entityId, streamId: stream.streamId }));
  }

  #takeTurn(): boolean {
    const nowMs = this.#input.clock.now();
    if (nowMs - this.#windowStartMs >= WINDOW.ms) {
      this.#windowStartMs = nowMs;
      this.#diagnoses = 0;
    }
    this.#diagnoses += 1;
    return this.#diagnoses <= WINDOW.diagnoses;
  }
}
