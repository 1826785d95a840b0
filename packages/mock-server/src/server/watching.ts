/** Read-only copies of media, for the page and for tests: of what an app is sent, or of the meeting itself. */
import {
  DEFAULT_AUDIO_PARAMS,
  DEFAULT_CHAT_PARAMS,
  DEFAULT_DESKSHARE_PARAMS,
  DEFAULT_TRANSCRIPT_PARAMS,
  DEFAULT_VIDEO_PARAMS,
  MediaDataOption,
  MediaResolution,
  PayloadType,
  messageBytesToString,
  type Cancel,
  type MediaParams,
} from '@rtms-mock/protocol';
import type { MediaKind } from '../media/media-kind.js';
import { plainMessage } from '../media/delivery/payload-encryption.js';
import { watchSource } from '../media/delivery/source-watch.js';
import type { VideoCodec } from '../media/sources/live/live-options.js';
import type { StreamContext } from '../meetings/stream-context.js';
import type { MediaSocket, SentFrame } from '../meetings/stream-sockets.js';
import type { Stream } from '../meetings/stream.js';
import { mediaKindsOf } from '../meetings/stream-report.js';

/** Options of {@link MockMeeting.watch}. All are optional. */
export interface WatchOptions {
  /**
   * Id of a media connection, or `source` for the meeting itself.
   *
   * @default the connections of the app, or the source while no connection carries any of the types
   */
  readonly connection?: string;
  /** Media types to watch. @default all */
  readonly types?: readonly MediaKind[];
  /** User id of the participant whose camera the source shows. @default that of the active speaker */
  readonly participant?: number;
  /** Codec of video and share of the source. @default `H264` */
  readonly video?: VideoCodec;
}

/** The media that is being watched. */
export interface WatchedMedia {
  /** Ids of the connections that are copied. Empty: the source itself. */
  readonly connections: readonly string[];
  /** Media types that are copied. */
  readonly mediaTypes: readonly MediaKind[];
  /** Parameters of these media types. */
  readonly mediaParams: MediaParams;
}

/** Receiver of a copy. */
export interface Watcher {
  /** Called at first, and whenever other connections are copied. */
  watching(media: WatchedMedia): void;
  /** A media message exactly as it is sent. `isKeyframe` is false for H.264 frames that need the ones before them. */
  message(text: string, kind: MediaKind, isKeyframe: boolean): void;
  /** The connection has closed, or the meeting has ended. Called once. */
  ended(reason: string): void;
}

/** The stream that is watched, and the parts of the server that play its source. */
export interface WatchContext {
  /** The current stream. */
  readonly stream: () => Stream;
  readonly streamContext: StreamContext;
}

const ALL_KINDS: readonly MediaKind[] = ['audio', 'video', 'deskshare', 'transcript', 'chat'];

/** Copies media until it is cancelled. A watcher never delays an app, and counts as no connection. */
export function watchStream(options: WatchOptions, watcher: Watcher, context: WatchContext): Cancel {
  const watch = new Watch(options, watcher, context);
  watch.start();
  return () => watch.stop();
}

/** A connection, and the media types that are copied from it. */
interface CopiedConnection {
  readonly socket: MediaSocket;
  readonly kinds: readonly MediaKind[];
}

class Watch {
  readonly #options: WatchOptions;
  readonly #kinds: readonly MediaKind[];
  readonly #watcher: Watcher;
  readonly #context: WatchContext;
  #cancels: Cancel[] = [];
  /** Ends the current copy. */
  #endCopy: Cancel = () => {};
  /** Ids of the connections that are copied. */
  #copied: string | undefined;
  #hasEnded = false;

  constructor(options: WatchOptions, watcher: Watcher, context: WatchContext) {
    this.#options = options;
    this.#kinds = options.types ?? ALL_KINDS;
    this.#watcher = watcher;
    this.#context = context;
  }

  start(): void {
    const { streamContext, stream } = this.#context;
    if (stream().meeting.hasEnded) return this.#end('The meeting has ended');
    this.#cancels = [
      streamContext.journal.subscribe(({ kind, streamId }) => {
        if (kind === 'connection' && streamId === stream().streamId) this.#choose();
      }),
      stream().meeting.follow({
        ended: () => {
          this.#end('The meeting has ended');
          return Promise.resolve();
        },
      }),
    ];
    this.#choose();
  }

  stop(): void {
    this.#hasEnded = true;
    this.#endCopy();
    for (const cancel of this.#cancels) cancel();
  }

  #end(reason: string): void {
    if (this.#hasEnded) return;
    this.stop();
    this.#watcher.ended(reason);
  }

  /** Copies the connections that carry the media types now. */
  #choose(): void {
    if (this.#hasEnded) return;
    const { connection } = this.#options;
    const connections = connection === 'source' ? [] : this.#connections();
    if (connection !== undefined && connection !== 'source' && connections.length === 0) {
      return this.#end(
        this.#copied === undefined ? 'There is no such connection' : 'The connection has closed',
      );
    }
    const ids = connections.map(({ socket }) => socket.channel.id).join();
    if (ids === this.#copied) return;
    this.#copied = ids;
    this.#endCopy();
    this.#endCopy = connections.length > 0 ? this.#copy(connections) : this.#copySource();
  }

  /** Open media connections with the wanted types that no earlier one carries. */
  #connections(): CopiedConnection[] {
    const { connection } = this.#options;
    const left = new Set(this.#kinds);
    return this.#context
      .stream()
      .mediaConnections.filter(({ channel }) => connection === undefined || channel.id === connection)
      .map((socket) => ({ socket, kinds: mediaKindsOf(socket).filter((kind) => left.delete(kind)) }))
      .filter(({ kinds }) => kinds.length > 0);
  }

  #copy(connections: readonly CopiedConnection[]): Cancel {
    const cancels = connections.map(({ socket, kinds }) =>
      socket.watch((frame) => {
        if (kinds.includes(frame.kind)) this.#pass(frame);
      }),
    );
    for (const { media } of this.#context.stream().meeting.guests.all) {
      media.requestKeyframe('video');
      media.requestKeyframe('share');
    }
    const mediaTypes = connections.flatMap(({ kinds }) => kinds);
    const all = Object.assign({}, ...connections.map(({ socket }) => socket.mediaParams)) as MediaParams;
    this.#watcher.watching({
      connections: connections.map(({ socket }) => socket.channel.id),
      mediaTypes,
      mediaParams: only(all, mediaTypes),
    });
    return () => {
      for (const cancel of cancels) cancel();
    };
  }

  #copySource(): Cancel {
    const { participant, video = 'H264' } = this.#options;
    const params = only(sourceParams(video), this.#kinds);
    this.#watcher.watching({ connections: [], mediaTypes: this.#kinds, mediaParams: params });
    const { stream, streamContext } = this.#context;
    return watchSource(stream().meeting, { params, participant }, streamContext, (frame) =>
      this.#pass(frame),
    );
  }

  #pass({ message, kind, isKeyframe }: SentFrame): void {
    this.#watcher.message(messageBytesToString(plainMessage(message)), kind, isKeyframe);
  }
}

/** Parameters of some media types. */
function only(params: MediaParams, kinds: readonly MediaKind[]): MediaParams {
  return Object.fromEntries(Object.entries(params).filter(([kind]) => kinds.includes(kind as MediaKind)));
}

const CODECS = { H264: PayloadType.H264, JPG: PayloadType.JPG, PNG: PayloadType.PNG } as const;

/** Parameters of a watched source: audio per participant that browsers play as it is, and small video. */
function sourceParams(video: VideoCodec): MediaParams {
  const isH264 = video === 'H264';
  const codec = CODECS[video];
  return {
    audio: { ...DEFAULT_AUDIO_PARAMS, data_opt: MediaDataOption.AUDIO_MULTI_STREAMS },
    video: { ...DEFAULT_VIDEO_PARAMS, codec, resolution: MediaResolution.SD, fps: isH264 ? 15 : 5 },
    deskshare: { ...DEFAULT_DESKSHARE_PARAMS, codec, resolution: MediaResolution.HD, fps: isH264 ? 5 : 1 },
    transcript: DEFAULT_TRANSCRIPT_PARAMS,
    chat: DEFAULT_CHAT_PARAMS,
  };
}
