import type { Cancel, Clock, MediaParams, WebhookBody } from '@rtms-mock/protocol';
import type { CassetteLine } from '@rtms-mock/protocol/cassette';
import { withRealTimeFloor } from '../clock.js';
import type { RecordedKind } from '../cassette/recorded-message.js';
import { streamIdOf } from '../cassette/streams-of-connections.js';
import { isObject } from '../input/kinds.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import { SLACK_MS, type PacedLane, type Pacer } from '../media/pacer.js';
import type { SignalingSocket } from '../meetings/stream-sockets.js';
import type { StreamTape, TapeSink, TapeStream } from '../meetings/stream-tape.js';
import { compareConduct } from './compare-conduct.js';
import { ConductWatch } from './conduct-watch.js';
import type { RecordedStream } from './recorded-stream.js';
import { rewriteWebhook, type Rewriting } from './rewriting.js';
import type { Tape } from './tape.js';
import { TapeCursor } from './tape-cursor.js';
import { TapeOutput } from './tape-output.js';

/** Parts of the server that a player uses. */
export interface TapePlayerContext {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
}

/** Time that an app which is faster than the recorded one waits at most, in milliseconds. */
const MAX_LEAD_MS = 1000;

/** Time for which the tape waits for sockets that the recorded app had opened again, in milliseconds. */
const MAX_WAIT_MS = 65_000;

/** Time between the return of an app whose signaling the tape had cut at its very end, and the end, in milliseconds. */
const LAST_WORDS_MS = 1000;

/** Event for which the tape stands still. */
type Awaited = 'signaling' | 'ready' | { readonly kinds: readonly RecordedKind[] };

/** State of a tape. */
type State =
  | { readonly name: 'idle' }
  | { readonly name: 'playing' }
  | { readonly name: 'waiting'; readonly for: Awaited; readonly giveUp: Cancel }
  /** Held by {@link TapePlayer.pause} at a position. */
  | { readonly name: 'paused'; readonly positionMs: number }
  /** All lines were played, and the app is to come back once more. */
  | { readonly name: 'farewell'; readonly cancel: Cancel }
  | { readonly name: 'ended' };

/**
 * Plays one recorded stream to one app. The server answers handshakes, requests and keep-alives itself; the tape sends
 * media, events, states, webhooks and closes when they are due. It has one timeline, which never runs ahead of the recording and
 * waits where the recorded app had done something that this one has not done yet.
 */
export class TapePlayer implements StreamTape {
  readonly #tape: Tape;
  readonly #recorded: RecordedStream;
  readonly #stream: TapeStream;
  readonly #context: TapePlayerContext;
  readonly #cursor: TapeCursor;
  readonly #output: TapeOutput;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #group: number;
  #watch: ConductWatch | undefined;
  #state: State = { name: 'idle' };
  /** Clock time at which the cassette's time was 0, in milliseconds. */
  #originMs = 0;
  #isReady = false;
  #pacedLane: PacedLane | undefined;
  #lane: { dueMs: number } | undefined;

  constructor(tape: Tape, recorded: RecordedStream, stream: TapeStream, context: TapePlayerContext) {
    this.#tape = tape;
    this.#recorded = recorded;
    this.#stream = stream;
    this.#context = context;
    this.#cursor = new TapeCursor(tape.linesPath);
    this.#output = new TapeOutput(tape, recorded, stream, context.clock);
    this.#ids = replacements(recorded, stream);
    this.#group = context.pacer.newGroup();
  }

  get isPlaying(): boolean {
    const { name } = this.#state;
    return name === 'playing' || name === 'waiting' || name === 'farewell';
  }

  begin(): WebhookBody | undefined {
    this.#rewind();
    const { started, firstMs } = this.#recorded;
    this.#originMs = this.#context.clock.now() - (started?.atMs ?? firstMs);
    this.#watch = new ConductWatch(
      this.#context.journal,
      this.#stream.streamId,
      (id) => this.#stream.isTerminated || this.#output.isSignalingCut || this.#output.hasClosed(id),
    );
    this.#note('replay-started', {
      cassette: this.#tape.label,
      recordedStream: this.#recorded.streamId,
      explanation: `Stream ${this.#stream.streamId} replays ${this.#tape.label}.`,
    });
    this.#output.begin();
    this.#state = { name: 'playing' };
    this.#schedule();
    if (started === undefined) return undefined;
    return rewriteWebhook(started.body, this.#rewriting, this.#stream.signalingUrl());
  }

  granted(params: MediaParams): MediaParams {
    const recorded = Object.keys(params).flatMap((kind) => {
      const granted = this.#recorded.granted[kind as RecordedKind];
      return granted === undefined ? [] : [[kind, granted] as const];
    });
    return { ...params, ...Object.fromEntries(recorded) };
  }

  signalingOpened(): void {
    const accepted = [...this.#recorded.sockets.values()].find(
      ({ socket, acceptedMs }) => socket === 'signaling' && acceptedMs !== undefined,
    );
    this.#output.isSignalingCut = false;
    this.#hasten(accepted?.acceptedMs);
    this.#proceed('signaling');
    if (this.#state.name !== 'farewell') return;
    this.#state.cancel();
    this.#state = { name: 'farewell', cancel: this.#context.clock.after(LAST_WORDS_MS, () => this.#end()) };
  }

  subscribed(connection: SignalingSocket, types: readonly number[]): void {
    this.#output.signaling.subscribed(connection, types);
  }

  ready(): void {
    if (!this.#isReady) this.#hasten(this.#recorded.readyMs);
    this.#isReady = true;
    this.#proceed('ready');
  }

  attach(sink: TapeSink): Cancel {
    const detach = this.#output.media.attach(sink);
    const state = this.#state;
    if (state.name === 'waiting' && typeof state.for === 'object' && this.#areOpen(state.for.kinds))
      this.#play();
    return detach;
  }

  pause(): void {
    if (!this.isPlaying) return;
    if (this.#state.name === 'waiting') this.#state.giveUp();
    if (this.#state.name === 'farewell') this.#state.cancel();
    this.#pacedLane?.cancel();
    this.#state = { name: 'paused', positionMs: this.#context.clock.now() - this.#originMs };
  }

  resume(): void {
    if (this.#state.name !== 'paused') return;
    this.#originMs = this.#context.clock.now() - this.#state.positionMs;
    this.#play();
  }

  hasClosed(connectionId: string): boolean {
    // Only a recording with webhooks has the one about the loss.
    return this.#output.hasClosed(connectionId) && this.#recorded.started !== undefined;
  }

  stop(): void {
    const { name } = this.#state;
    if (name === 'idle' || name === 'ended') return;
    this.#close(false);
    // The recording has ended the stream, so nothing else closes its sockets.
    if (this.#stream.isTerminated) this.#stream.tapeEnded(this.#recorded.started !== undefined);
  }

  #rewind(): void {
    this.#watch?.stop();
    this.#pacedLane?.cancel();
    this.#cursor.rewind();
    this.#output.clear();
    this.#isReady = false;
  }

  get #rewriting(): Rewriting {
    const { clock } = this.#context;
    const startUnixMs = clock.unixMs() - clock.now() + this.#originMs;
    return { ids: this.#ids, shiftMs: startUnixMs - this.#tape.header.startedAtUnixMs };
  }

  /** Skips waiting time that only the recorded app needed, up to a second before `ms`. */
  #hasten(ms: number | undefined): void {
    if (ms === undefined || !this.isPlaying) return;
    const earliestMs = this.#context.clock.now() - ms + MAX_LEAD_MS;
    if (this.#originMs <= earliestMs) return;
    this.#originMs = earliestMs;
    if (this.#state.name === 'playing') this.#schedule();
  }

  /** Plays on if the tape waits for this. */
  #proceed(what: 'signaling' | 'ready'): void {
    if (this.#state.name === 'waiting' && this.#state.for === what) this.#play();
  }

  #play(): void {
    if (this.#state.name === 'waiting') this.#state.giveUp();
    this.#state = { name: 'playing' };
    // The time for which the tape has waited does not count.
    const next = this.#cursor.peek();
    const nowMs = this.#context.clock.now();
    if (next !== undefined) this.#originMs = Math.max(this.#originMs, nowMs - next.ms);
    this.#schedule();
  }

  #schedule(): void {
    this.#pacedLane?.cancel();
    const next = this.#cursor.peek();
    const dueMs = next === undefined ? this.#context.clock.now() : this.#originMs + next.ms;
    const lane = { dueMs, run: (nowMs: number) => this.#run(nowMs, lane) };
    this.#lane = lane;
    this.#pacedLane = this.#context.pacer.add(lane, {
      group: this.#group,
      onFailure: (error) => this.#fail(error),
    });
  }

  #run(nowMs: number, lane: { dueMs: number }): void {
    let hasSentMedia = false;
    while (this.#state.name === 'playing' && this.#lane === lane) {
      const line = this.#cursor.peek();
      if (line === undefined) {
        lane.dueMs = Infinity;
        return this.#finish();
      }
      if (!this.#isMine(line)) {
        this.#cursor.advance();
        continue;
      }
      lane.dueMs = this.#originMs + line.ms;
      if (lane.dueMs > nowMs + SLACK_MS) return;
      const isMedia = this.#isMedia(line);
      // The pacer writes media when the lane returns, and runs it again at once: so the order stays.
      if (hasSentMedia && !isMedia) return;
      hasSentMedia ||= isMedia;
      const awaited = this.#awaitedBefore(line);
      if (awaited !== undefined) {
        lane.dueMs = Infinity;
        return this.#wait(awaited);
      }
      this.#cursor.advance();
      this.#output.perform(line, Math.max(0, nowMs - lane.dueMs), this.#rewriting);
    }
    lane.dueMs = Infinity;
  }

  #isMine(line: CassetteLine): boolean {
    if (line.kind === 'webhook') return streamIdOf(line) === this.#recorded.streamId;
    return line.connection !== null && this.#recorded.sockets.has(line.connection);
  }

  #isMedia(line: CassetteLine): boolean {
    if (line.kind !== 'text' && line.kind !== 'binary') return false;
    return this.#recorded.sockets.get(line.connection)?.socket === 'media';
  }

  /** Event that must come before a line, because the recorded app had done it. */
  #awaitedBefore({ ms, connection }: CassetteLine): Awaited | undefined {
    if (this.#stream.isTerminated) return undefined;
    const socket = connection === null ? undefined : this.#recorded.sockets.get(connection);
    if (socket !== undefined && socket.acceptedMs !== undefined && ms >= socket.acceptedMs) {
      if (socket.socket === 'signaling' && this.#stream.signalingConnections.length === 0) {
        return this.#output.hasPlayedCloseOf(connection) ? undefined : 'signaling';
      }
    }
    const { readyMs } = this.#recorded;
    if (!this.#isReady && readyMs !== undefined && ms >= readyMs) return 'ready';
    if (socket?.socket !== 'media' || socket.acceptedMs !== ms) return undefined;
    const kinds = socket.kinds.filter((kind) => this.#output.media.wasOpened(kind));
    return this.#areOpen(kinds) ? undefined : { kinds };
  }

  #areOpen(kinds: readonly RecordedKind[]): boolean {
    return kinds.every((kind) => this.#output.media.isOpen(kind));
  }

  #wait(awaited: Awaited): void {
    const { clock } = this.#context;
    const giveUp =
      typeof awaited === 'object'
        ? clock.after(withRealTimeFloor(clock, MAX_WAIT_MS), () => this.#play())
        : () => {};
    this.#state = { name: 'waiting', for: awaited, giveUp };
  }

  /** All lines were played. An app whose signaling was cut by the last of them may come back, and learns of the end. */
  #finish(): void {
    if (this.#output.isSignalingCut && !this.#stream.isTerminated) {
      this.#state = { name: 'farewell', cancel: () => {} };
      return;
    }
    this.#end();
  }

  #end(): void {
    this.#close(true);
    this.#stream.tapeEnded(this.#recorded.started !== undefined);
  }

  #close(isComplete: boolean): void {
    if (this.#state.name === 'waiting') this.#state.giveUp();
    if (this.#state.name === 'farewell') this.#state.cancel();
    this.#pacedLane?.cancel();
    this.#state = { name: 'ended' };
    this.#cursor.rewind();
    this.#output.closeFiles();
    this.#compare(isComplete);
    const missed = this.#output.media.missed;
    this.#note('replay-ended', {
      explanation: `${this.#tape.label} was replayed ${isComplete ? 'to its end' : 'in part'}.`,
      complete: isComplete,
      ...(Object.keys(missed).length > 0 && { withoutSocket: missed }),
      ...(this.#output.signaling.heldCount > 0 && { withoutSubscription: this.#output.signaling.heldCount }),
    });
  }

  #compare(isComplete: boolean): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    watch.stop();
    this.#watch = undefined;
    const evidence = watch.lastSeq > 0 ? [watch.lastSeq] : [];
    for (const difference of compareConduct(this.#recorded.conduct, watch.conduct, { isComplete })) {
      const { subject, message: reason } = difference;
      this.#note('replay-differs', { subject, reason, evidence });
    }
  }

  #fail(error: unknown): void {
    const { streamId } = this.#stream;
    const reason = error instanceof Error ? error.message : String(error);
    this.#context.logger.log('error', `the replay of ${this.#tape.label} ends: ${reason}`, { streamId });
    this.#end();
  }

  #note(
    type: 'replay-started' | 'replay-ended' | 'replay-differs',
    detail: { readonly [key: string]: unknown },
  ): void {
    this.#context.journal.record({ kind: 'note', type, streamId: this.#stream.streamId, detail });
  }
}

/** Recorded ids, with those of the stream that takes their place. */
function replacements(recorded: RecordedStream, stream: TapeStream): ReadonlyMap<string, string> {
  const body = recorded.started?.body;
  const payload = isObject(body) && isObject(body['payload']) ? body['payload'] : {};
  const nested = isObject(payload['object']) ? payload['object'] : {};
  const meetingId = payload['meeting_id'] ?? nested['meeting_id'];
  return new Map([
    [recorded.streamId, stream.streamId],
    ...(recorded.entityId === undefined ? [] : ([[recorded.entityId, stream.entityId]] as const)),
    ...recorded.sessionIds.map((id) => [id, stream.sessionId] as const),
    ...(typeof meetingId === 'string' ? ([[meetingId, stream.meetingId]] as const) : []),
  ]);
}
