/** Tracks of prepared audio files. */
import { createOpusEncoder } from '../../codecs/opus.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { constantRate, type ConstantRate } from './audio-recipe.js';
import { createChunkWindow } from './chunk-window.js';
import { openFileBytes } from './file-bytes.js';
import { indexOggPackets } from './ogg-packets.js';
import { indexPackets } from './packet-file.js';
import { partAt, type Spans } from './spans.js';
import { checkIndex, chunksPerCycle } from './track-cycle.js';

/** A prepared file, and the part of it that a track plays. */
export interface AudioTrackOptions {
  /** Path of the prepared file. */
  readonly path: string;
  readonly format: AudioFormat;
  /** Length of the prepared audio, in milliseconds. */
  readonly audioMs: number;
  /** Length of a round, in milliseconds. Nothing is sent between the end of the audio and the end of the round. */
  readonly loopMs: number;
  /** The part that is played. Default: all of the audio. */
  readonly only?: AudioPart | undefined;
}

/** The part of a recording's audio that a participant or a mix gets. */
export interface AudioPart {
  readonly spans: Spans;
  /** Sent for packets outside of the spans: nothing for a single participant, silence for a mix. */
  readonly elsewhere: 'nothing' | 'silence';
}

/** Opens a track. Throws the system's error when the file cannot be read. */
export async function openAudioTrack(options: AudioTrackOptions): Promise<Track> {
  const rate = constantRate(options.format);
  return rate ? constantRateTrack(options, rate) : packetTrack(options);
}

/**
 * Cuts packets out of the audio where they are due, across the end of a round into the next. So each round takes
 * exactly `loopMs`, whatever the length of a packet, and stays in sync with the video.
 */
function constantRateTrack(
  { path, format: { intervalMs }, audioMs, loopMs, only }: AudioTrackOptions,
  { bytesPerMs, silence }: ConstantRate,
): Track {
  const bytes = openFileBytes(path);
  const length = chunksPerCycle(loopMs, intervalMs);
  const spans = only?.spans ?? [{ startMs: 0, endMs: audioMs }];
  const chunkAt = createChunkWindow((index) => {
    const parts: Buffer[] = [];
    let silentMs = 0;
    for (let doneMs = 0; doneMs < intervalMs;) {
      const fromMs = (index * intervalMs + doneMs) % loopMs;
      const { isIn, untilMs } = partAt(spans, fromMs);
      const partMs = Math.min(intervalMs - doneMs, Math.min(untilMs, loopMs) - fromMs);
      const part = isIn ? bytes.read(fromMs * bytesPerMs, partMs * bytesPerMs) : Buffer.alloc(0);
      const missing = partMs * bytesPerMs - part.length;
      parts.push(part);
      if (missing > 0) parts.push(Buffer.alloc(missing, silence));
      if (!isIn) silentMs += partMs;
      doneMs += partMs;
    }
    if (silentMs === intervalMs && only?.elsewhere !== 'silence') return undefined;
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  });
  return {
    length,
    intervalMs,
    chunkAt(index) {
      checkIndex(index, length);
      return chunkAt(index);
    },
  };
}

/** Packets of Opus cannot be cut: each stays whole, and a round takes a whole number of them. */
async function packetTrack({ path, format, loopMs, only }: AudioTrackOptions): Promise<Track> {
  const { intervalMs } = format;
  const packets = path.endsWith('.ogg') ? await indexOggPackets(path) : await indexPackets(path);
  const length = Math.ceil(loopMs / intervalMs);
  const bytes = openFileBytes(path);
  const packetAt = createChunkWindow((index) => {
    const position = packets.at(index);
    return position && bytes.read(position.offset, position.length);
  });
  const silence = only?.elsewhere === 'silence' ? await silentPacket(format) : undefined;
  return {
    length,
    intervalMs,
    chunkAt(index) {
      checkIndex(index, length);
      if (!only) return packetAt(index);
      // A packet that is only partly in a span would contain the audio of others, too.
      const { isIn, untilMs } = partAt(only.spans, index * intervalMs);
      return isIn && untilMs >= (index + 1) * intervalMs ? packetAt(index) : silence;
    },
  };
}

async function silentPacket(format: AudioFormat): Promise<Chunk> {
  using encoder = await createOpusEncoder(format);
  const samples = (format.sampleRateHz / 1000) * format.intervalMs * format.channels;
  return chunkOf(encoder.encode(new Int16Array(samples)));
}
