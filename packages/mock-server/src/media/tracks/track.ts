/**
 * Tracks: prepared, shared, immutable media.
 *
 * A track is a list of encoded chunks, each with its base64 text made once, so that any number of
 * meetings that play the same material in the same format hold one copy, and nothing is encoded
 * while pacing.
 */

/** One encoded piece of media: an audio packet, or one video or share picture. */
export interface Chunk {
  /** The encoded bytes: PCM, an Opus packet, Annex B NAL units, a whole JPG or PNG. */
  readonly data: Buffer;
  /** The same bytes in base64, its characters as bytes, as they go on the wire. Made once. */
  readonly base64: Buffer;
}

/** An audio format that can be asked for (PROTOCOL.md §11.2), in plain units instead of wire numbers. */
export interface AudioFormat {
  readonly codec: 'L16' | 'G711' | 'G722' | 'OPUS';
  readonly sampleRateHz: 8000 | 16000 | 32000 | 48000;
  readonly channels: 1 | 2;
  /** Length of one packet in milliseconds: `send_rate`, a multiple of 20. */
  readonly intervalMs: number;
}

/** A picture format that can be asked for (PROTOCOL.md §11.3), for cameras and for screen share. */
export interface VideoFormat {
  readonly codec: 'H264' | 'JPG' | 'PNG';
  readonly width: number;
  readonly height: number;
  /** Pictures per second, 1 to 30. */
  readonly fps: number;
}

/**
 * An immutable, repeating sequence of chunks. One that does not repeat may come into being while it is played: a
 * chunk is there when it is due, and is immutable from then on.
 */
export interface Track {
  /** Number of chunks before the track repeats; `Infinity` when it never does. */
  readonly length: number;
  /** Milliseconds between chunks: `send_rate`, or 1000/fps (not always whole). */
  readonly intervalMs: number;
  /**
   * The chunk at `index` (0-based, already wrapped into `0 ≤ index < length`), or `undefined` where
   * nothing is sent: a silent participant, a camera that is off.
   */
  chunkAt(index: number): Chunk | undefined;
  /**
   * Whether a decoder can start at this chunk: an H.264 IDR picture with its parameter sets, any
   * JPG or PNG. Absent on tracks where every chunk stands alone (audio).
   */
  isKeyFrame?(index: number): boolean;
  /**
   * How loud the chunk at this index is: root mean square of its samples, 0 to 32767. Where more people speak
   * than are sent, the loudest are. Absent: not known, and whoever comes first is sent.
   */
  levelAt?(index: number): number;
  /**
   * Whether `chunkAt` can tell what is there. False: it is being made, and `chunkAt` gives `undefined` until
   * then. Asking for a chunk, or whether it is ready, is what has it made. Absent: everything is ready.
   */
  isReady?(index: number): boolean;
  /** Resolves when the chunk is ready. Rejects when it cannot be made, or with the signal's reason. */
  prepare?(index: number, signal?: AbortSignal): Promise<void>;
  /**
   * Somebody plays it until the signal aborts. Resolves then; for the last one, when what was still being made of
   * it has been given up and cleared away. Never rejects. Absent: the track is whole.
   */
  hold?(until: AbortSignal): Promise<void>;
}
