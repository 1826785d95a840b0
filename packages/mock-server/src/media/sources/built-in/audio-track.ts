/** Audio tracks of the conversation in every format of PROTOCOL.md §11.2. */
import { sliceTimer } from '../../../clock.js';
import { encodeALaw } from '../../codecs/g711.js';
import { createG722Encoder } from '../../codecs/g722.js';
import { createOpusEncoder } from '../../codecs/opus.js';
import { encodeL16, spread } from '../../codecs/pcm.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { isOneVoice, MediaUnavailableError, type AudioSelection } from '../media-source.js';
import { lazyTrack } from './lazy-track.js';
import type { SpeechTimeline } from './speech-timeline.js';

/** Longest stretch of work before other things of the process get their turn. */
const SLICE_MS = 4;

/** Longest packet there is (PROTOCOL.md §11.1). */
const MAX_INTERVAL_MS = 1000;

/** What a track is made from. */
export interface AudioTrackRequest {
  readonly timeline: SpeechTimeline;
  readonly durationMs: number;
  readonly selection: AudioSelection;
  readonly format: AudioFormat;
}

/** Whether packets of this format depend on the packets before them, so that they are made in order and ahead. */
export function isMadeAhead(format: AudioFormat): boolean {
  return format.codec === 'OPUS' || format.codec === 'G722';
}

/** Throws {@link MediaUnavailableError} for a format that no encoder here can make. */
export function checkAudioFormat({ codec, sampleRateHz, channels, intervalMs }: AudioFormat): void {
  const refuse = (needed: string): never => {
    throw new MediaUnavailableError(
      'format-unsupported',
      `${codec} at ${sampleRateHz} Hz with ${channels} channel(s) in packets of ${intervalMs} ms cannot be made; ${needed}`,
    );
  };
  if (!Number.isInteger(intervalMs / 20) || intervalMs <= 0 || intervalMs > MAX_INTERVAL_MS) {
    refuse(`packets last a multiple of 20 ms, up to ${MAX_INTERVAL_MS} ms`);
  }
  if (codec === 'G722' && (sampleRateHz !== 16_000 || channels !== 1)) refuse('G.722 is 16000 Hz mono');
  if (codec === 'OPUS' && sampleRateHz === 32_000) refuse('Opus knows 8000, 16000 and 48000 Hz');
  if (codec === 'OPUS' && intervalMs > 60) refuse('Opus packets last 20, 40 or 60 ms');
}

/**
 * The track of a checked format. L16 and A-law are encoded packet by packet while they are played;
 * Opus and G.722 are encoded here, in slices.
 */
export async function makeAudioTrack(request: AudioTrackRequest, signal?: AbortSignal): Promise<Track> {
  const { timeline, selection, format } = request;
  await timeline.prepare(selection, format.sampleRateHz, signal);
  switch (format.codec) {
    case 'L16':
      return plainTrack(request, encodeL16);
    case 'G711':
      return plainTrack(request, encodeALaw);
    case 'G722':
      return madeAhead(request, signal, createG722Encoder());
    case 'OPUS': {
      using encoder = await createOpusEncoder(format);
      return await madeAhead(request, signal, (samples) => encoder.encode(samples));
    }
  }
}

/** Packets until the conversation and the packet grid begin together again. */
function packetCount({ durationMs, format }: AudioTrackRequest): number {
  let [a, b] = [durationMs, format.intervalMs];
  while (b !== 0) [a, b] = [b, a % b];
  return durationMs / a;
}

/** Interleaved samples of a packet, or `undefined` without speech. */
function packetAt({ timeline, selection, format }: AudioTrackRequest, index: number): Int16Array | undefined {
  const { sampleRateHz, intervalMs, channels } = format;
  const mono = timeline.samplesAt(selection, sampleRateHz, index * intervalMs, intervalMs);
  return mono && spread(mono, channels);
}

function silentPacket({ format }: AudioTrackRequest): Int16Array {
  return new Int16Array((format.sampleRateHz / 1000) * format.intervalMs * format.channels);
}

/** A codec without memory. All silent packets of a mix are one chunk. */
function plainTrack(request: AudioTrackRequest, encode: (samples: Int16Array) => Buffer): Track {
  const silence = isOneVoice(request.selection) ? undefined : chunkOf(encode(silentPacket(request)));
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
 * A codec with memory: one encoder goes through all packets that are sent, in order, so a decoder
 * hears no seam except where the loop begins again. The event loop runs in between.
 */
async function madeAhead(
  request: AudioTrackRequest,
  signal: AbortSignal | undefined,
  encode: (samples: Int16Array) => Buffer,
): Promise<Track> {
  const silence = isOneVoice(request.selection) ? undefined : silentPacket(request);
  const chunks: (Chunk | undefined)[] = [];
  const length = packetCount(request);
  const isSliceOver = sliceTimer(SLICE_MS);
  while (chunks.length < length) {
    const samples = packetAt(request, chunks.length) ?? silence;
    chunks.push(samples && chunkOf(encode(samples)));
    if (!isSliceOver()) continue;
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  }
  return lazyTrack({ length, intervalMs: request.format.intervalMs, encode: (index) => chunks[index] });
}
