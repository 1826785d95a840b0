/**
 * Tracks: prepared, shared, immutable media.
 *
 * A track is a sequence of encoded chunks whose base64 is encoded once. Any number of meetings that play the same media
 * in the same format share one copy, and nothing is encoded while pacing.
 */

/** One encoded unit of media: an audio packet, or one frame of video or screen share. */
export interface Chunk {
  /** The encoded bytes: PCM, an Opus packet, Annex B NAL units, a complete JPG or PNG file. */
  readonly data: Buffer;
  /** {@link data} in base64, as the ASCII bytes that are sent on the wire. Encoded once. */
  readonly base64: Buffer;
}

/** An audio format that apps can request (PROTOCOL.md §11.2), in plain units instead of wire numbers. */
export interface AudioFormat {
  readonly codec: 'L16' | 'G711' | 'G722' | 'OPUS';
  readonly sampleRateHz: 8000 | 16000 | 32000 | 48000;
  readonly channels: 1 | 2;
  /** Length of one packet in milliseconds: `send_rate`, a multiple of 20. */
  readonly intervalMs: number;
}

/** A video format that apps can request (PROTOCOL.md §11.3), for cameras and for screen share. */
export interface VideoFormat {
  readonly codec: 'H264' | 'JPG' | 'PNG';
  readonly width: number;
  readonly height: number;
  /** Frames per second, 1 to 30. */
  readonly fps: number;
}

/**
 * An immutable, repeating sequence of chunks. A track that does not repeat may be created while it is played: each chunk
 * exists when it is due, and is immutable from then on.
 */
export interface Track {
  /** Number of chunks before the track repeats; `Infinity` when it never does. */
  readonly length: number;
  /** Milliseconds between chunks: `send_rate`, or 1000/fps (not always whole). */
  readonly intervalMs: number;
  /**
   * Returns the chunk at `index` (0-based, already wrapped into `0 ≤ index < length`); `undefined` where nothing is
   * sent: a silent participant, a camera that is off.
   */
  chunkAt(index: number): Chunk | undefined;
  /**
   * True when a decoder can start at this chunk: an H.264 keyframe with its parameter sets, any JPG or PNG.
   * Default: every chunk can be decoded alone (audio).
   */
  isKeyFrame?(index: number): boolean;
  /**
   * Level of the chunk at `index`: root mean square of its samples, 0 to 32767. When more participants speak than may be
   * sent, the loudest are sent. Default: 0, so the order of the participants decides.
   */
  levelAt?(index: number): number;
  /**
   * False while the chunk at `index` is being created; {@link chunkAt} returns `undefined` until then. Calling
   * `chunkAt` or `isReady` starts its creation. Default: every chunk is ready.
   */
  isReady?(index: number): boolean;
  /** Resolves when the chunk at `index` is ready. Rejects when it cannot be created, or with the signal's reason. */
  prepare?(index: number, signal?: AbortSignal): Promise<void>;
  /**
   * Does most of the work for the first chunk, in slices, so that the pacing loop does not wait for it: reads, paints and
   * encodes what later chunks share. It changes no chunk. Default: the first chunk takes no longer than others.
   */
  warmUp?(index: number): Promise<void>;
  /**
   * Marks the track as in use until the signal aborts, and resolves then. For the last user it resolves when pending
   * work has been aborted and cleaned up. Never rejects. Default: the track has no pending work.
   */
  hold?(until: AbortSignal): Promise<void>;
}
