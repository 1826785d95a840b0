/** Live media of one participant over a WebSocket: from the page, and from programs in any language. */
import type { Cancel, Clock, Socket } from '@rtms-mock/protocol';
import { GUEST_LATENCY_MS } from '../../media/sources/live/guest-media.js';
import { LiveSourceError } from '../../media/sources/live/live-source-error.js';
import { TooManyGuestsError, type LiveGuest, type LiveGuestListener } from '../../meetings/live-guest.js';
import type { MockMeeting } from '../../server/mock-meeting.js';
import { MAX_LIVE_BYTES } from '../../sockets/ws-socket.js';
import { readLiveFrame, readSamples, SenderClock, type LiveFrame } from './live-frame.js';
import { readControl, readHello, type LiveServerMessage } from './live-messages.js';

/** Limits of what a producer may send. */
export const LIVE_LIMITS = {
  /** Bytes of one frame; the socket is closed with 1009 when a larger one begins. */
  frameBytes: MAX_LIVE_BYTES,
  /** Bytes that may come at once, and bytes per second after that. */
  burstBytes: 32 * 1024 * 1024,
  bytesPerSecond: 8 * 1024 * 1024,
  /** Frames that are not valid, after which the socket is closed. */
  badFrames: 100,
  /** Time until the first message, in real milliseconds. */
  helloMs: 10_000,
  /** Interval between two messages about too many bytes, in real milliseconds. */
  slowNoticeMs: 1000,
} as const;

const CLOSE_DONE = 1000;
const CLOSE_REFUSED = 1008;

/** The parts of the server that a live socket uses. */
export interface LiveSocketContext {
  /** Finds the meeting of a stream; `undefined` if there is none. */
  readonly findMeeting: (streamId: string) => MockMeeting | undefined;
  /** Real time. */
  readonly clock: Clock;
}

/** Serves a socket whose path names a stream. The participant leaves when it closes. */
export function serveLiveSocket(
  socket: Socket,
  streamId: string | undefined,
  context: LiveSocketContext,
): void {
  const session = new LiveSession(socket, context);
  const meeting = streamId === undefined ? undefined : context.findMeeting(streamId);
  if (meeting === undefined) session.refuse('unknown-stream', `There is no stream ${streamId ?? ''}.`);
  else session.expectHello(meeting);
}

class LiveSession {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #sender = new SenderClock();
  readonly #budget: ByteBudget;
  #stopWaiting: Cancel = () => {};
  #guest: LiveGuest | undefined;
  #badFrames = 0;
  #lastSlowMs = -Infinity;

  constructor(socket: Socket, { clock }: LiveSocketContext) {
    this.#socket = socket;
    this.#clock = clock;
    this.#budget = new ByteBudget(clock.now());
  }

  /** Waits for the first message. */
  expectHello(meeting: MockMeeting): void {
    this.#stopWaiting = this.#clock.after(LIVE_LIMITS.helloMs, () =>
      this.refuse('no-hello', 'No first message came; send {"name": …} as text, then frames.'),
    );
    this.#socket.onMessage((data) => {
      if (this.#guest === undefined) this.#receiveHello(data, meeting);
      else if (typeof data === 'string') this.#receiveControl(data, this.#guest);
      else this.#receiveFrame(data, this.#guest);
    });
    this.#socket.onClose(() => {
      this.#stopWaiting();
      this.#guest?.leave();
    });
  }

  /** Says why and closes the socket. */
  refuse(code: string, message: string): void {
    this.#stopWaiting();
    this.#send({ type: 'refused', code, message });
    this.#socket.close(CLOSE_REFUSED, 'Refused');
  }

  #receiveHello(data: string | Uint8Array, meeting: MockMeeting): void {
    if (typeof data !== 'string') {
      return this.refuse('no-hello', 'The first message must be text: {"name": "Ada"}.');
    }
    const hello = readHello(data);
    if (!hello.ok) return this.refuse('invalid-hello', hello.message);
    this.#stopWaiting();
    let guest: LiveGuest;
    // Codecs may be wanted, and keyframes requested, before the participant is announced.
    const early: LiveServerMessage[] = [];
    let announce = (message: LiveServerMessage): void => void early.push(message);
    try {
      guest = meeting.joinLive(
        hello.value,
        this.#listener(meeting, (message) => announce(message)),
      );
    } catch (error) {
      if (error instanceof TooManyGuestsError) return this.refuse('meeting-full', sentence(error.message));
      if (error instanceof LiveSourceError) return this.refuse('meeting-ended', sentence(error.message));
      throw error;
    }
    this.#guest = guest;
    const { userId, name } = guest;
    this.#send({
      type: 'joined',
      participant: { userId, name },
      latencyMs: GUEST_LATENCY_MS,
      maxFrameBytes: LIVE_LIMITS.frameBytes,
    });
    announce = (message) => this.#send(message);
    early.forEach(announce);
  }

  #listener(meeting: MockMeeting, announce: (message: LiveServerMessage) => void): LiveGuestListener {
    return {
      wanted: (video, share) => announce({ type: 'wanted', video, share }),
      keyframe: (of) => announce({ type: 'keyframe', of }),
      muted: (on) => announce({ type: 'muted', on }),
      turned: (of, on) => announce({ type: of === 'video' ? 'camera' : 'share', on }),
      left: () => {
        this.#socket.close(CLOSE_DONE, meeting.meetingEnded ? 'The meeting has ended' : 'Left the meeting');
      },
    };
  }

  #receiveControl(text: string, guest: LiveGuest): void {
    const control = readControl(text);
    if (!control.ok) return this.#refuseFrame('invalid-message', control.message);
    const { type, on } = control.value;
    if (type === 'mute') guest.mute(on);
    else guest.turn(type === 'camera' ? 'video' : 'share', on);
  }

  #receiveFrame(bytes: Uint8Array, guest: LiveGuest): void {
    const nowMs = this.#clock.now();
    if (!this.#budget.take(bytes.length, nowMs)) return this.#reportSlow(nowMs);
    const reading = readLiveFrame(bytes);
    if (!reading.ok) return this.#refuseFrame('invalid-frame', reading.message);
    const { frame } = reading;
    if (!this.#sender.observe(frame.kind, frame.timestampMs, nowMs)) {
      return this.#refuseFrame('invalid-timestamp', 'The timestamp is before that of the previous frame.');
    }
    try {
      this.#push(frame, guest, nowMs);
    } catch (error) {
      if (!(error instanceof LiveSourceError)) throw error;
      if (error.code === 'buffer-full') this.#reportSlow(nowMs, error.message);
      else this.#refuseFrame(error.code, sentence(error.message));
    }
  }

  #push({ content, payload, timestampMs }: LiveFrame, guest: LiveGuest, nowMs: number): void {
    switch (content.type) {
      case 'audio': {
        const samples = readSamples(payload);
        if (samples) guest.pushAudio(samples);
        else {
          this.#refuseFrame(
            'invalid-audio',
            'Audio has two bytes per sample; this frame ends in half a sample.',
          );
        }
        return;
      }
      case 'frame':
        return guest.pushFrame(content.of, content.codec, payload);
      case 'caption':
        return guest.caption(textOf(payload), this.#sender.ageMs(timestampMs, nowMs));
      case 'chat':
        return guest.chat(textOf(payload));
    }
  }

  /** Reports a frame that is lost. Everything else goes on, unless there are too many of them. */
  #refuseFrame(code: string, message: string): void {
    this.#badFrames += 1;
    this.#send({ type: 'error', code, message });
    if (this.#badFrames >= LIVE_LIMITS.badFrames) this.#socket.close(CLOSE_REFUSED, 'Too many bad frames');
  }

  #reportSlow(nowMs: number, reason?: string): void {
    if (nowMs - this.#lastSlowMs < LIVE_LIMITS.slowNoticeMs) return;
    this.#lastSlowMs = nowMs;
    const message =
      reason ??
      `more than ${LIVE_LIMITS.bytesPerSecond} bytes per second are not accepted; send fewer or smaller frames`;
    this.#send({ type: 'slow', code: 'buffer-full', message: sentence(message) });
  }

  #send(message: LiveServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}

/** Limits bytes per second, with a reserve for bursts. */
class ByteBudget {
  #left: number = LIVE_LIMITS.burstBytes;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Returns false if there is no room for so many bytes now. */
  take(bytes: number, nowMs: number): boolean {
    const earned = ((nowMs - this.#atMs) / 1000) * LIVE_LIMITS.bytesPerSecond;
    this.#left = Math.min(LIVE_LIMITS.burstBytes, this.#left + earned);
    this.#atMs = nowMs;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString('utf8');
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
