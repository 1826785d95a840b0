/** Prepared files → tracks. */
import { createOpusEncoder } from '../../codecs/opus.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { CachedFile } from '../../tracks/disk-cache.js';
import type { AudioFormat, Chunk, Track, VideoFormat } from '../../tracks/track.js';
import { indexAccessUnits } from './access-units.js';
import { createChunkWindow } from './chunk-window.js';
import { openFileBytes } from './file-bytes.js';
import { indexPictures, JPEG_SEAM, PNG_SEAM, type FrameIndex } from './frame-index.js';
import { indexOggPackets } from './ogg-packets.js';
import { indexPackets } from './packet-file.js';
import { constantRate } from './recipes.js';
import { partAt, type Spans } from './spans.js';
import { SEGMENT_MS, type OpenSegment, type VideoSegments } from './video-segments.js';

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function checkIndex(index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  throw new RangeError(`chunk ${index} of a track with ${length} chunks`);
}

export interface AudioTrackOptions {
  readonly path: string;
  readonly format: AudioFormat;
  /** How long the prepared sound is. */
  readonly soundMs: number;
  /** Length after which everything repeats; nothing is sent between the end of the sound and this. */
  readonly loopMs: number;
  /** Default: all of the sound. */
  readonly only?: PartOfSound | undefined;
}

/** A part of a sound, for one voice or a mix. */
export interface PartOfSound {
  readonly spans: Spans;
  /** What is sent for packets that have nothing of it: a voice that says nothing is left out. */
  readonly elsewhere: 'nothing' | 'silence';
}

export async function openAudioTrack(options: AudioTrackOptions): Promise<Track> {
  const rate = constantRate(options.format);
  return rate ? constantRateTrack(options, rate) : packetTrack(options);
}

/**
 * Packets are cut out of the sound where they are due, across the end into the beginning: however long
 * a packet is, each round takes exactly `loopMs`, as it does for pictures.
 */
function constantRateTrack(
  { path, format: { intervalMs }, soundMs, loopMs, only }: AudioTrackOptions,
  { bytesPerMs, silence }: { readonly bytesPerMs: number; readonly silence: number },
): Track {
  const bytes = openFileBytes(path);
  const length = loopMs / greatestCommonDivisor(loopMs, intervalMs);
  const spans = only?.spans ?? [{ startMs: 0, endMs: soundMs }];
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

async function packetTrack({ path, format, loopMs, only }: AudioTrackOptions): Promise<Track> {
  const { intervalMs } = format;
  const packets = path.endsWith('.ogg') ? await indexOggPackets(path) : await indexPackets(path);
  const length = Math.ceil(loopMs / intervalMs);
  const whole = indexedTrack({ path, frames: packets, length, intervalMs, frameOf: (index) => index });
  if (!only) return whole;
  const silence = only.elsewhere === 'silence' ? await silentPacket(format) : undefined;
  return {
    length,
    intervalMs,
    chunkAt(index) {
      // A packet cannot be cut: only those are heard that have nothing else in them.
      const { isIn, untilMs } = partAt(only.spans, index * intervalMs);
      return isIn && untilMs >= (index + 1) * intervalMs ? whole.chunkAt(index) : silence;
    },
  };
}

async function silentPacket(format: AudioFormat): Promise<Chunk> {
  using encoder = await createOpusEncoder(format);
  const samples = (format.sampleRateHz / 1000) * format.intervalMs * format.channels;
  return chunkOf(encoder.encode(new Int16Array(samples)));
}

export interface VideoTrackOptions {
  readonly segments: VideoSegments;
  readonly format: VideoFormat;
  readonly loopMs: number;
}

/** Pictures that a recording needs to be filled, rounded up. */
export function pictureCount(durationMs: number, fps: number): number {
  return Math.ceil((durationMs * fps) / 1000);
}

/**
 * Where a round does not take a whole number of pictures, rounds of different lengths take turns, so
 * that pictures and sound keep together for ever. Each begins with the first picture, which is a key picture.
 */
export function openVideoTrack({ segments, format, loopMs }: VideoTrackOptions): Track {
  const ticks = loopMs * format.fps;
  const divisor = greatestCommonDivisor(ticks, 1000);
  const length = ticks / divisor;
  const frameOf = (index: number): number => {
    const round = Math.floor((index * 1000) / ticks);
    return index - Math.ceil((round * ticks) / 1000);
  };
  const perSegment = picturesPerSegment(format.fps);
  /** `undefined` behind the end of a recording that others outlast. */
  const segmentOf = (index: number): number | undefined => {
    checkIndex(index, length);
    const segment = Math.floor(frameOf(index) / perSegment);
    return segment < segments.count ? segment : undefined;
  };
  const openSegment = (index: number): OpenSegment | undefined => {
    const segment = segmentOf(index);
    return segment === undefined ? undefined : segments.get(segment);
  };
  /** By picture and not by chunk: rounds share them. */
  const pictureAt = createChunkWindow((picture) => {
    const segment = segments.get(Math.floor(picture / perSegment));
    const place = segment?.frames.at(picture % perSegment);
    return place && segment?.bytes.read(place.offset, place.length);
  });
  return {
    length,
    intervalMs: 1000 / format.fps,
    chunkAt(index) {
      // Asked even for pictures that are held, so that those that follow are made ready.
      return openSegment(index) && pictureAt(frameOf(index));
    },
    isKeyFrame(index) {
      return openSegment(index)?.frames.at(frameOf(index) % perSegment)?.isKey ?? false;
    },
    isReady: (index) => segmentOf(index) === undefined || openSegment(index) !== undefined,
    async prepare(index, signal) {
      const segment = segmentOf(index);
      if (segment !== undefined) await segments.prepare(segment, signal);
    },
    hold: (until) => segments.hold(until),
  };
}

/** Pictures in each file of a converted recording but the last. */
export function picturesPerSegment(fps: number): number {
  return (SEGMENT_MS * fps) / 1000;
}

/** Finds the pictures in a file. */
export async function indexVideo(
  { path, bytes: size }: CachedFile,
  codec: VideoFormat['codec'],
): Promise<FrameIndex> {
  switch (codec) {
    case 'H264':
      return indexAccessUnits(path, size);
    case 'JPG':
      return indexPictures(path, size, JPEG_SEAM);
    case 'PNG':
      return indexPictures(path, size, PNG_SEAM);
  }
}

function indexedTrack(options: {
  readonly path: string;
  readonly frames: FrameIndex;
  readonly length: number;
  readonly intervalMs: number;
  /** Which piece of the file a chunk is. */
  readonly frameOf: (index: number) => number;
}): Track {
  const { path, frames, length, intervalMs, frameOf } = options;
  const bytes = openFileBytes(path);
  /** By piece and not by chunk: rounds share them. */
  const pieceAt = createChunkWindow((piece) => {
    const place = frames.at(piece);
    return place && bytes.read(place.offset, place.length);
  });
  return {
    length,
    intervalMs,
    chunkAt(index) {
      checkIndex(index, length);
      return pieceAt(frameOf(index));
    },
  };
}
