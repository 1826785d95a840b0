import {
  MessageType,
  type Cancel,
  type DataHandshakeRequest,
  type MessageProblem,
  type Socket,
} from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../../clock.js';
import { reportRejection } from '../../guard.js';
import { timeLimits } from '../../meetings/reconnection.js';
import type { Stream } from '../../meetings/stream.js';
import { defaultMediaTypeMasks, type DuplicatePolicy } from '../../policies.js';
import type { Channel } from '../../sockets/channel.js';
import { closeWithoutHandshake } from '../../sockets/handshake-timeout.js';
import { confirmedTransport, encryptionOffer, openCarrier } from './connection-media.js';
import { judgeMediaHandshake, type AcceptedHandshake } from './handshake.js';
import { judgeImplicitStart } from './implicit-start.js';
import { describeRefusedMask, UNANSWERED } from './mask-advice.js';
import type { MediaConnectionContext } from './media-connection-context.js';
import { IMPLICIT_START_MS, readStringRequest } from './string-request.js';
import type { RtpConnection } from './udp/rtp-connection.js';

/** State of a handshake. `timeout` cancels its time limits. */
type State =
  | { readonly name: 'handshaking'; readonly timeout: Cancel }
  /** The handshake is accepted, and its UDP socket is being opened. */
  | { readonly name: 'opening-udp'; readonly timeout: Cancel }
  /** A media type mask was refused: nothing is answered any more, until the time limit closes the socket. */
  | { readonly name: 'refused'; readonly timeout: Cancel }
  | { readonly name: 'over'; readonly timeout: Cancel };

/** An accepted handshake, with everything that the connection takes over. */
export interface GrantedHandshake {
  readonly stream: Stream;
  readonly request: DataHandshakeRequest;
  readonly verdict: AcceptedHandshake;
  readonly duplicatePolicy: DuplicatePolicy;
  /** The opened UDP; `undefined` if media flows over the WebSocket. */
  readonly carrier: RtpConnection | undefined;
}

/** The connection whose handshake it is. */
export interface HandshakeOwner {
  /** Takes the stream. The response follows, except for clients that have sent no request. */
  accept(granted: GrantedHandshake): void;
  /** The response was sent. */
  answered(stream: Stream): void;
}

/** Input of {@link OpeningHandshake}. */
export interface OpeningInput {
  readonly channel: Channel<Stream>;
  readonly context: MediaConnectionContext;
  /** Media types in the path of the URL, as a mask. */
  readonly pathTypes: number;
  /** Addresses of the WebSocket. */
  readonly addresses: Socket['addresses'];
}

/**
 * The handshake of one media socket, from the opening of the socket until a connection takes over: its time limits, the
 * judgement of requests, UDP, and refusals.
 */
export class OpeningHandshake {
  readonly #input: OpeningInput;
  readonly #owner: HandshakeOwner;
  #state: State;

  constructor(input: OpeningInput, owner: HandshakeOwner) {
    this.#input = input;
    this.#owner = owner;
    this.#state = { name: 'handshaking', timeout: this.#awaitHandshake() };
  }

  /** Name of its state. */
  get stateName(): State['name'] {
    return this.#state.name;
  }

  /** Reads a message. Returns false for one that is read as after the handshake. */
  receive(frame: string | Uint8Array): boolean {
    const { name } = this.#state;
    if (name === 'handshaking') this.#receiveEarly(frame);
    else if (name === 'refused') {
      this.#input.channel.receive(frame);
      this.#input.channel.explain({ reason: UNANSWERED });
    } else return false;
    return true;
  }

  /** Ends its time limits, because the handshake is accepted or the socket is closed. */
  end(): void {
    this.#state.timeout();
    this.#state = { name: 'over', timeout: () => {} };
  }

  /** Returns a function that ends the wait. Not a part of the constructor: its callbacks would keep the timers. */
  #awaitHandshake(): Cancel {
    const { channel, context } = this.#input;
    const stopTimeout = closeWithoutHandshake(channel);
    if (context.settings.auth !== 'off') return stopTimeout;
    const implicitStartMs = withRealTimeFloor(channel.clock, IMPLICIT_START_MS);
    const stopImplicitStart = channel.clock.after(implicitStartMs, () => this.#startImplicitly());
    return () => {
      stopTimeout();
      stopImplicitStart();
    };
  }

  #receiveEarly(frame: string | Uint8Array): void {
    const { channel } = this.#input;
    const { decoded, stream } = channel.receiveEarly(frame);
    if (channel.isDropped(decoded)) return;
    if (!decoded.ok) return channel.refuseHandshake(decoded.problem);
    const { message } = decoded;
    if (message.msg_type === MessageType.DATA_HAND_SHAKE_REQ) this.#receiveRequest(message, stream);
    // No keep-alive is pending yet, so a response to one has no effect.
    else if (message.msg_type !== MessageType.KEEP_ALIVE_RESP) {
      channel.refuseUnexpected(message.msg_type, this.stateName);
    }
  }

  #receiveRequest(message: DataHandshakeRequest, stream: Stream | undefined): void {
    const { channel, context, pathTypes } = this.#input;
    const fault = channel.takeHandshakeFault();
    if (fault?.kind === 'silence') return;
    if (fault) return channel.rejectWith(fault);
    const request = this.#speaksString ? readStringRequest(message, pathTypes) : message;
    const { settings } = context;
    const verdict = judgeMediaHandshake(request, stream?.handshakeView(), {
      ...settings,
      acceptConcatenated: this.#speaksString,
      elsewhere: context.elsewhere,
      mediaTypeMasks: settings.mediaTypeMasks ?? defaultMediaTypeMasks(channel.dialect.name),
      encryption: encryptionOffer(stream, channel.dialect.name),
    });
    if (!verdict.accept || !stream) {
      if (!verdict.accept) this.#refuse(verdict.problem, request, stream);
      return;
    }
    if (!verdict.transport.udp) return this.#complete(stream, request, verdict, undefined);
    const opening = this.#openUdp(stream, request, verdict);
    reportRejection(opening, context, `media ${channel.id} has no UDP`);
  }

  async #openUdp(stream: Stream, request: DataHandshakeRequest, verdict: AcceptedHandshake): Promise<void> {
    if (this.#state.name !== 'handshaking') return;
    const handshaking = this.#state;
    const opening: State = { name: 'opening-udp', timeout: handshaking.timeout };
    this.#state = opening;
    const { channel, context, addresses } = this.#input;
    const { transport } = verdict;
    const open = context.openDatagramSocket;
    let carrier: RtpConnection;
    try {
      carrier = await openCarrier({ stream, channel, addresses, transport, open });
    } catch (error) {
      if (this.#state !== opening) return;
      this.#state = handshaking;
      const reason = `UDP cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
      return this.#refuse({ violation: 'server-fault', reason }, request, stream);
    }
    if (this.#state === opening) this.#complete(stream, request, verdict, carrier);
    else carrier.close();
  }

  #complete(
    stream: Stream,
    request: DataHandshakeRequest,
    verdict: AcceptedHandshake,
    carrier: RtpConnection | undefined,
  ): void {
    const { channel, context } = this.#input;
    const { duplicatePolicy } = context.settings;
    const params = stream.tape?.granted(verdict.params) ?? verdict.params;
    this.#owner.accept({ stream, request, verdict: { ...verdict, params }, duplicatePolicy, carrier });
    channel.send({
      msg_type: MessageType.DATA_HAND_SHAKE_RESP,
      status: 'STATUS_OK',
      ...confirmedTransport(verdict.transport, carrier),
      media_params: params,
    });
    this.#owner.answered(stream);
    if (this.#speaksString) stream.ready();
  }

  #refuse(problem: MessageProblem, request: DataHandshakeRequest, stream: Stream | undefined): void {
    const { channel, context } = this.#input;
    stream?.silence.clientRefused();
    if (problem.violation !== 'media-type-mask' || !stream) {
      const advice = context.signatures.advise(problem, request, stream);
      return channel.refuseHandshake(problem, undefined, advice);
    }
    channel.refuseHandshake(problem, 'respond-only', describeRefusedMask(request.media_type));
    this.#state.timeout();
    const refusedMaskMs = withRealTimeFloor(channel.clock, timeLimits(stream.generation).refusedMaskMs);
    const close = (): void => channel.socket.close(1000, 'Normal close');
    this.#state = { name: 'refused', timeout: channel.clock.after(refusedMaskMs, close) };
    stream.refusedMasks.refused();
  }

  /** Clients of the string generation may open a media socket and send nothing (PROTOCOL.md §9.19). */
  #startImplicitly(): void {
    const { channel, context, pathTypes } = this.#input;
    if (this.#state.name !== 'handshaking' || channel.hasReceived) return;
    const start = judgeImplicitStart(channel, pathTypes, context);
    if (!start.ok) return channel.explain(start.problem);
    const { stream, request, verdict, policy } = start;
    this.#owner.accept({
      stream,
      request,
      verdict,
      duplicatePolicy: policy.duplicatePolicy,
      carrier: undefined,
    });
    stream.ready();
  }

  get #speaksString(): boolean {
    return this.#input.channel.dialect.name === 'string';
  }
}
