/** Types and functions that the preparations of all media types use. */
import {
  createDialect,
  stringToMessageBytes,
  type Clock,
  type DialectName,
  type MediaFrameHeader,
  type MediaFrameWriter,
  type MediaFrameWriterFactory,
  type MediaParams,
  type MediaShape,
} from '@rtms-mock/protocol';
import type { Meeting } from '../../../meetings/meeting.js';
import type { Participant } from '../../../meetings/participant.js';
import type { LateFrames } from '../../../policies.js';
import type { MediaKind } from '../../media-kind.js';
import type { ChunkWriter, TextWriter } from '../lanes/chunk-writer.js';
import type { Track } from '../../tracks/track.js';
import type { MediaLane } from '../lanes/media-lane.js';
import type { MediaSink } from '../lanes/media-sink.js';
import type { DataConnection } from '../data-connection.js';
import type { PayloadEncryption } from '../payload-encryption.js';

/** Media that one connection receives, and the format of its messages. */
export interface MediaPathInput {
  /** Meeting whose source is played. */
  readonly meeting: Meeting;
  /** Effective parameters of the granted media types. */
  readonly params: MediaParams;
  /** Generation that the client speaks. */
  readonly dialect: DialectName;
  /** Shape of media messages where generations differ. */
  readonly mediaShape: MediaShape;
  /** Creates message writers; shared by all connections. */
  readonly writers: MediaFrameWriterFactory;
  /** Encrypts payloads. Default: they are sent as they are. */
  readonly encryption?: PayloadEncryption | undefined;
  /** Carries media beside the WebSocket. Default: the WebSocket carries everything. */
  readonly carrier?: DataConnection | undefined;
  /** Receives the frames. */
  readonly sink: MediaSink;
  /** Returns the user id chosen by VIDEO_SUBSCRIPTION, for individual video (PROTOCOL.md §9.16). */
  readonly subscribedVideo: () => number | undefined;
  /** Called when a media type is not available; the others continue. */
  readonly onUnavailable: (kind: MediaKind, error: unknown) => void;
  /** Called when a media type was prepared only after the app was ready, if that is noticeable. */
  readonly onLate: (late: LateMedia) => void;
  /** Aborts preparations. */
  readonly signal: AbortSignal;
}

/** Media that was prepared only after the app was ready. */
export interface LateMedia {
  readonly kind: MediaKind;
  /** Time between CLIENT_READY_ACK and the first frame that could be sent, in milliseconds of meeting time. */
  readonly waitedMs: number;
  /** Frames that were due in this time and are not sent. They count as skipped. */
  readonly missed: number;
}

/** Rules for the playback of prepared media. */
export interface PlayingRules {
  readonly clock: Clock;
  /** Returns the clock time of the first audio packet; in the past when a backlog is sent (PROTOCOL.md §14.4). */
  readonly audioFromMs: (nowMs: number) => number;
  /** Policy for frames that the server is late with. */
  readonly lateFrames: LateFrames;
}

/** Times of the start of one media type, as clock times in milliseconds. */
export interface LaneStart {
  /** The app is ready for media. */
  readonly readyMs: number;
  /** The media is prepared: now. */
  readonly nowMs: number;
  /** First audio packet; in the past when a backlog is sent (PROTOCOL.md §14.4). */
  readonly audioFromMs: number;
  /** Policy for frames that the server is late with. */
  readonly lateFrames: LateFrames;
}

/** A lane, and the number of frames that were due before it was prepared and that it does not send. */
export interface StartedLane {
  readonly lane: MediaLane;
  /** @default 0 */
  readonly missed?: number;
}

/** Creates the lane of a prepared media type. */
export type PreparedLane = (start: LaneStart) => StartedLane;

/**
 * Creates the writer of messages from one participant, or from none for mixed media. It follows the user id of a
 * participant who rejoins with another.
 */
export function writerFor(
  input: MediaPathInput,
  msg_type: MediaFrameHeader['msg_type'],
  participant?: Participant,
): ChunkWriter {
  let write = currentWriter(input, msg_type, participant);
  if (!participant) return write;
  let { userId } = participant;
  return (chunk, timestampMs) => {
    if (participant.userId !== userId) {
      ({ userId } = participant);
      write = currentWriter(input, msg_type, participant);
    }
    return write(chunk, timestampMs);
  };
}

function currentWriter(
  { meeting, dialect, mediaShape, writers, carrier, encryption }: MediaPathInput,
  msg_type: MediaFrameHeader['msg_type'],
  participant: Participant | undefined,
): ChunkWriter {
  const header = { msg_type, ...meeting.senderOf(participant) };
  const write = writers(header, dialect, mediaShape);
  if (carrier?.carries(msg_type) === true) return carrier.writer(header, write);
  if (encryption) return encryption.writer(header, write);
  return plainWriter(write);
}

/** Writers of chunks by the writer of their messages: connections share them as they share those. */
const plainWriters = new WeakMap<MediaFrameWriter, ChunkWriter>();

function plainWriter(write: MediaFrameWriter): ChunkWriter {
  const known = plainWriters.get(write);
  if (known) return known;
  const writer: ChunkWriter = ({ base64, data }, timestampMs) => write(base64, data.length, timestampMs);
  plainWriters.set(write, writer);
  return writer;
}

/** Creates the writer of transcripts and chat messages. */
export function textWriterFor({
  dialect: name,
  mediaShape,
  encryption,
}: Pick<MediaPathInput, 'dialect' | 'mediaShape' | 'encryption'>): TextWriter {
  if (!encryption) return plainTextWriter(name, mediaShape);
  const dialect = createDialect(name, { mediaShape });
  return (message) => encryption.encodeText(message, dialect);
}

/** Writers of texts that are not encrypted: all connections share them. */
const plainTextWriters = new Map<string, TextWriter>();

function plainTextWriter(name: DialectName, mediaShape: MediaShape): TextWriter {
  const key = `${name} ${mediaShape}`;
  const known = plainTextWriters.get(key);
  if (known) return known;
  const dialect = createDialect(name, { mediaShape });
  const writer: TextWriter = (message) => stringToMessageBytes(dialect.encode(message));
  plainTextWriters.set(key, writer);
  return writer;
}

/** Message for a source without a media type. */
export function describeMissing({ source }: Meeting, media: 'audio' | 'video'): string {
  return `${source.label} has no ${media}; play a recording with ${media}, or request other media types only`;
}

/** Max number of tracks of one lane that are warmed up: a meeting may have hundreds of cameras, of which few are sent. */
const MAX_WARM_TRACKS = 4;

/**
 * Returns a function that does most of the work for the first frame of a track, for the first tracks of a lane. It does
 * nothing on a clock that a test or a program advances: there, no other stream waits for a frame.
 */
export function createWarmUp({ meeting }: Pick<MediaPathInput, 'meeting'>): (track: Track) => Promise<void> {
  let warmed = 0;
  return async (track) => {
    if (!track.warmUp || warmed >= MAX_WARM_TRACKS || meeting.timeline.clock.speed === undefined) return;
    warmed += 1;
    await track.warmUp(Math.ceil(Math.max(0, meeting.positionNowMs) / track.intervalMs) % track.length);
  };
}

/**
 * Prepares the first frames of a track that is converted while it plays: before the meeting begins, those at its beginning.
 * In virtual time also those of a running meeting, since time stands still meanwhile.
 */
export async function prepareFirst(
  { meeting, signal }: Pick<MediaPathInput, 'meeting' | 'signal'>,
  track: Track | undefined,
): Promise<void> {
  if (track?.prepare === undefined) return;
  if (!meeting.timeline.hasStarted) return track.prepare(0, signal);
  if (meeting.timeline.clock.holdStill === undefined || track.length === Infinity) return;
  await track.prepare(Math.ceil(meeting.positionNowMs / track.intervalMs) % track.length, signal);
}
