/** Bodies that the sample app sends, as packages/sample-app makes them. */

/** Format of audio. */
export interface AudioFormat {
  readonly codec: 'L16' | 'G711' | 'G722' | 'OPUS';
  readonly rateHz: number;
  readonly channels: number;
  readonly streams: 'speakers' | 'mixed';
}

/** Format of video and screen share. */
export interface VideoFormat {
  readonly codec: 'H264' | 'JPG' | 'PNG';
  readonly resolution: 'SD' | 'HD' | 'FHD' | 'QHD';
  readonly fps: number;
}

/** Formats that the app requests. */
export interface Formats {
  readonly audio: AudioFormat;
  readonly video: VideoFormat;
}

/** A stream that the app has joined. */
export interface AppStream {
  readonly streamId: string;
  readonly state: {
    readonly name: 'joining' | 'receiving' | 'paused' | 'refused' | 'left' | 'ended';
    readonly status?: number;
    readonly reason?: number;
  };
}

/** Media of one participant that can be downloaded. */
export interface Track {
  readonly streamId: string;
  readonly kind: 'audio' | 'video' | 'share';
  readonly userId: number;
  readonly userName: string;
  readonly codec: string;
  readonly frames: number;
  readonly bytes: number;
  readonly lastMs: number;
}

/** State of the app. */
export interface AppState {
  readonly webhookUrl: string;
  readonly choice: Formats;
  readonly ffmpeg: boolean;
  readonly kept: { readonly bytes: number; readonly maxBytes: number; readonly dropped: number };
  readonly streams: readonly AppStream[];
  readonly tracks: readonly Track[];
}

interface EntryHead {
  readonly seq: number;
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly streamId?: string;
}

/** A line of one of the lists. */
export type Entry = EntryHead &
  (
    | {
        readonly kind: 'transcript' | 'chat';
        readonly userName: string;
        readonly text: string;
        readonly timestamp: number;
      }
    | { readonly kind: 'event'; readonly name: string; readonly text: string }
    | { readonly kind: 'webhook'; readonly event: string; readonly body: string }
  );

/** Header of a packet or frame. */
export type MediaHeader = {
  readonly streamId: string;
  readonly userId: number;
  readonly userName: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
} & (
  | { readonly kind: 'audio'; readonly format: AudioFormat }
  | { readonly kind: 'video' | 'share'; readonly format: VideoFormat }
);

/** Header of a record of the feed. */
export type FeedHeader =
  | ({ readonly type: 'hello'; readonly entries: readonly Entry[] } & AppState)
  | ({ readonly type: 'state' } & AppState)
  | { readonly type: 'entry'; readonly entry: Entry }
  | ({ readonly type: 'media' } & MediaHeader);
