/** Renders mono PCM into audio tracks, in every format of PROTOCOL.md §11.2. */
import { encodeALaw } from '../../codecs/g711.js';
import { createG722Encoder } from '../../codecs/g722.js';
import { createOpusEncoder } from '../../codecs/opus.js';
import { opusThread, packetSize } from '../../codecs/opus-thread.js';
import { encodeL16, upmix } from '../../codecs/pcm.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { isSingleParticipant, type AudioSelection } from '../media-source.js';
import { lazyTrack } from '../../tracks/lazy-track.js';
import { runInSlices, type Steps } from '../../tracks/steps.js';

/** Mono PCM that repeats, at any sample rate. */
export interface AudioTimeline {
  /** Reads and resamples everything that {@link samplesAt} needs. Yields to the event loop in between. */
  prepare(selection: AudioSelection, rateHz: number, signal?: AbortSignal): Promise<void>;
  /**
   * Samples from `positionMs` to `positionMs + lengthMs`, both multiples of 20. `undefined` when none of the selected
   * participants speaks in that interval. Positions after the end wrap around.
   */
  samplesAt(
    selection: AudioSelection,
    rateHz: number,
    positionMs: number,
    lengthMs: number,
  ): Int16Array | undefined;
}

/** Duration up to which a track of a stateful codec is encoded before it is played: this takes a second or two. */
const MAX_ENCODED_AHEAD_MS = 2 * 60_000;

/** Number of encoders of a longer track, so that as many meetings at different positions hear no discontinuity. */
const ENCODERS = 4;

/** Packets that an encoder encodes before the first one that is sent: a decoder needs 80 ms to follow (RFC 7845 §4.6). */
const PRE_ROLL_MS = 80;

/** Input of {@link renderAudio}. */
export interface AudioRequest {
  /** PCM to encode. */
  readonly timeline: AudioTimeline;
  /** Duration in milliseconds after which the timeline repeats. */
  readonly durationMs: number;
  /** Participants to encode. */
  readonly selection: AudioSelection;
  /** A format that passed `checkAudioFormat`. */
  readonly format: AudioFormat;
}

/**
 * Creates an audio track. L16 and A-law packets are encoded when they are first played. Opus and G.722 packets, which
 * depend on the packets before them, are all encoded here, in time slices; those of a long timeline when they are played.
 */
export async function renderAudio(request: AudioRequest, signal?: AbortSignal): Promise<Track> {
  const { timeline, selection, format } = request;
  await timeline.prepare(selection, format.sampleRateHz, signal);
  switch (format.codec) {
    case 'L16':
      return statelessTrack(request, encodeL16);
    case 'G711':
      return statelessTrack(request, encodeALaw);
    case 'G722':
      if (isLong(request)) return rollingTrack(request, () => Promise.resolve(createG722Encoder()));
      return statefulTrack(request, signal, createG722Encoder());
    case 'OPUS': {
      if (isLong(request)) {
        return rollingTrack(request, async () => {
          const encoder = await createOpusEncoder(format);
          return (samples) => encoder.encode(samples);
        });
      }
      return opusTrack(request, signal);
    }
  }
}

/** Number of packets after which the timeline and the packet grid start together again. */
function packetCount({ durationMs, format }: AudioRequest): number {
  let [a, b] = [durationMs, format.intervalMs];
  while (b !== 0) [a, b] = [b, a % b];
  return durationMs / a;
}

/** Interleaved samples of a packet; `undefined` without speech. */
function packetAt({ timeline, selection, format }: AudioRequest, index: number): Int16Array | undefined {
  const { sampleRateHz, intervalMs, channels } = format;
  const mono = timeline.samplesAt(selection, sampleRateHz, index * intervalMs, intervalMs);
  return mono && upmix(mono, channels);
}

function silentPacket({ format }: AudioRequest): Int16Array {
  return new Int16Array((format.sampleRateHz / 1000) * format.intervalMs * format.channels);
}

/** Track of a stateless codec. All silent packets of a mix share one chunk. */
function statelessTrack(request: AudioRequest, encode: (samples: Int16Array) => Buffer): Track {
  const silence = isSingleParticipant(request.selection) ? undefined : chunkOf(encode(silentPacket(request)));
  return lazyTrack({
    length: packetCount(request),
    intervalMs: request.format.intervalMs,
    encode: (index) => {
      const samples = packetAt(request, index);
      return samples ? chunkOf(encode(samples)) : silence;
    },
  });
}

/**
 * Track of a stateful codec: one encoder encodes all packets that are sent, in order, so that the decoded audio has no
 * discontinuity except where the loop restarts. Yields to the event loop in between.
 */
async function statefulTrack(
  request: AudioRequest,
  signal: AbortSignal | undefined,
  encode: (samples: Int16Array) => Buffer,
): Promise<Track> {
  const length = packetCount(request);
  const chunks = await runInSlices(encodeAll(request, length, signal, encode));
  return lazyTrack({ length, intervalMs: request.format.intervalMs, encode: (index) => chunks[index] });
}

/** As {@link statefulTrack}, encoded in another thread. */
async function opusTrack(request: AudioRequest, signal: AbortSignal | undefined): Promise<Track> {
  const length = packetCount(request);
  const { samples, indices } = await runInSlices(collectAll(request, length, signal));
  const packets = await opusThread.encode(request.format, samples, signal);
  return lazyTrack({
    length,
    intervalMs: request.format.intervalMs,
    encode: (index) => {
      const packet = packets[indices[index] ?? -1];
      return packet && chunkOf(packet);
    },
  });
}

/** The samples of all packets that are sent, and the position of each among them; -1 where nothing is sent. */
function* collectAll(
  request: AudioRequest,
  length: number,
  signal: AbortSignal | undefined,
): Steps<{ readonly samples: Int16Array<SharedArrayBuffer>; readonly indices: Int32Array }> {
  const isSingle = isSingleParticipant(request.selection);
  const size = packetSize(request.format);
  const all = new Int16Array(new SharedArrayBuffer(length * size * Int16Array.BYTES_PER_ELEMENT));
  const indices = new Int32Array(length).fill(-1);
  let count = 0;
  for (let index = 0; index < length; index++) {
    const packet = packetAt(request, index);
    yield;
    signal?.throwIfAborted();
    if (!packet && isSingle) continue;
    // What is not set is silence.
    if (packet) all.set(packet, count * size);
    indices[index] = count++;
  }
  return { samples: all.subarray(0, count * size), indices };
}

function* encodeAll(
  request: AudioRequest,
  length: number,
  signal: AbortSignal | undefined,
  encode: (samples: Int16Array) => Buffer,
): Steps<readonly (Chunk | undefined)[]> {
  const silence = isSingleParticipant(request.selection) ? undefined : silentPacket(request);
  const chunks: (Chunk | undefined)[] = [];
  while (chunks.length < length) {
    const samples = packetAt(request, chunks.length) ?? silence;
    chunks.push(samples && chunkOf(encode(samples)));
    yield;
    signal?.throwIfAborted();
  }
  return chunks;
}

function isLong({ durationMs }: AudioRequest): boolean {
  return durationMs > MAX_ENCODED_AHEAD_MS;
}

/** An encoder, and the index of the packet that continues what it has encoded. */
interface Cursor {
  readonly encode: (samples: Int16Array) => Buffer;
  next: number;
}

/**
 * Track of a stateful codec that is encoded while it is played. A packet is encoded by the encoder that has encoded the
 * packet before it. At any other position, the encoder that was not used for the longest time first encodes the packets
 * of the last {@link PRE_ROLL_MS}. The encoders are never freed, so the track must be kept.
 */
async function rollingTrack(
  request: AudioRequest,
  createEncoder: () => Promise<Cursor['encode']>,
): Promise<Track> {
  const isSingle = isSingleParticipant(request.selection);
  const { intervalMs } = request.format;
  const length = packetCount(request);
  /** The one that was used last comes last. */
  const cursors = await Promise.all(
    Array.from({ length: ENCODERS }, async (): Promise<Cursor> => ({
      encode: await createEncoder(),
      next: -1,
    })),
  );
  const samplesAt = (index: number): Int16Array =>
    packetAt(request, (index + length) % length) ?? silentPacket(request);

  function cursorAt(index: number): Cursor {
    const found = cursors.findIndex(({ next }) => next === index);
    const [cursor] = cursors.splice(Math.max(0, found), 1) as [Cursor];
    cursors.push(cursor);
    if (found >= 0) return cursor;
    for (let before = Math.ceil(PRE_ROLL_MS / intervalMs); before > 0; before--)
      cursor.encode(samplesAt(index - before));
    return cursor;
  }

  return lazyTrack({
    length,
    intervalMs,
    encode: (index) => {
      const following = (index + 1) % length;
      const samples = packetAt(request, index);
      if (!samples && isSingle) {
        const waiting = cursors.find(({ next }) => next === index);
        if (waiting) waiting.next = following;
        return undefined;
      }
      const cursor = cursorAt(index);
      cursor.next = following;
      return chunkOf(cursor.encode(samples ?? silentPacket(request)));
    },
  });
}
