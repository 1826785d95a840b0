/**
 * How a frame gets from a file to a socket. Read this first; the steps, in order:
 *
 *   sources/   where media comes from, who speaks when
 *   tracks/    prepared, shared, immutable chunks
 *   lanes/     what is due at a moment: mixed or per speaker, whose camera, which words
 *   pacer.ts   when it is due
 *   media-connection.ts   one media socket: its state, back-pressure, send
 */
import {
  createDialect,
  MediaDataOption,
  MessageType,
  type Cancel,
  type DialectName,
  type MediaFrameHeader,
  type MediaFrameWriter,
  type MediaFrameWriterFactory,
  type MediaParams,
  type MediaShape,
} from '@rtms-mock/protocol';
import type { Meeting } from '../../meetings/meeting.js';
import type { Participant } from '../../meetings/participant.js';
import { audioFormat, videoFormat } from '../formats.js';
import { AudioLane, type AudioFeed } from './lanes/audio-lane.js';
import { ChatLane } from './lanes/chat-lane.js';
import { ComposedCameras } from './lanes/composed-cameras.js';
import type { LateFrames } from '../../policies.js';
import { mixedAudio, type MixedAudio } from './lanes/mixed-audio.js';
import type { MediaSink } from './lanes/media-sink.js';
import type { MediaKind } from '../media-kind.js';
import { VideoLane, type VideoFeed, type FeedSelector } from './lanes/video-lane.js';
import { TranscriptLane } from './lanes/transcript-lane.js';
import type { Lane, Pacer } from '../pacer.js';
import { MediaUnavailableError } from '../media-unavailable-error.js';
import type { AudioFormat, VideoFormat } from '../tracks/track.js';

/** What one media connection is to receive, and how it is written. */
export interface MediaPathInput {
  readonly meeting: Meeting;
  readonly params: MediaParams;
  readonly dialect: DialectName;
  readonly mediaShape: MediaShape;
  /** Shared by all connections. */
  readonly writers: MediaFrameWriterFactory;
  readonly sink: MediaSink;
  /** User id of the participant chosen by VIDEO_SUBSCRIPTION, for individual video (PROTOCOL.md §9.16). */
  readonly subscribedVideo: () => number | undefined;
  /** A media type cannot be had; the others go on. */
  readonly onUnavailable: (kind: MediaKind, error: unknown) => void;
  /** Ends preparations. */
  readonly signal: AbortSignal;
}

/** A media type that is ready to run, from a moment on. */
type PreparedLane = (nowMs: number, rules: PlayingRules) => Lane;

/** A media type on its way to that; `undefined` when there is nothing to play. */
interface Preparation {
  readonly kind: MediaKind;
  readonly lane: Promise<PreparedLane | undefined>;
}

/** How a connection plays what is prepared. */
export interface PlayingRules {
  readonly nowMs: () => number;
  /**
   * Clock time of the first audio packet, in the past when a backlog is to be delivered (PROTOCOL.md §14.4).
   */
  readonly audioFromMs: (nowMs: number) => number;
  readonly lateFrames: LateFrames;
}

/** Media of one connection while it plays. */
export interface PlayingMedia {
  stop(): void;
  /** Clock time of the next audio packet; `undefined` while no audio plays. */
  readonly audioDueMs: number | undefined;
}

/** Media of one connection, prepared or on its way. */
export interface MediaPath {
  /**
   * Starts everything on the pacer. A media type whose preparation takes
   * longer, such as the picture of a recording, joins when it is ready and holds nobody else back.
   */
  start(pacer: Pacer, rules: PlayingRules): PlayingMedia;
}

/** Begins to prepare the tracks of every granted media type. What cannot be had is reported and left out. */
export function prepareMediaPath(input: MediaPathInput): MediaPath {
  const { params } = input;
  const preparing = [
    params.audio && attempt(input, 'audio', () => prepareAudio(input, params)),
    params.video && attempt(input, 'video', () => prepareVideo(input, params)),
    params.deskshare && attempt(input, 'deskshare', () => prepareShare(input, params)),
    params.transcript && attempt(input, 'transcript', () => prepareTranscript(input)),
    params.chat && attempt(input, 'chat', () => prepareChat(input)),
  ].filter((preparation) => preparation !== undefined);
  return {
    start: (pacer, rules) => {
      let stopped = false;
      const group = pacer.newGroup();
      let audio: AudioLane | undefined;
      const cancels: Cancel[] = [];
      for (const preparation of preparing) void join(preparation);
      return {
        stop: () => {
          stopped = true;
          for (const cancel of cancels) cancel();
        },
        get audioDueMs() {
          return audio?.nextMs;
        },
      };

      async function join({ kind, lane: preparing }: Preparation): Promise<void> {
        const prepared = await preparing;
        if (!prepared || stopped) return;
        const lane = prepared(rules.nowMs(), rules);
        if (lane instanceof AudioLane) audio = lane;
        cancels.push(pacer.add(lane, { group, onFailure: (error) => input.onUnavailable(kind, error) }));
      }
    },
  };
}

function attempt(
  input: MediaPathInput,
  kind: MediaKind,
  prepare: () => Promise<PreparedLane | undefined> | PreparedLane | undefined,
): Preparation {
  const lane = async (): Promise<PreparedLane | undefined> => {
    try {
      return await prepare();
    } catch (error) {
      if (!input.signal.aborted) input.onUnavailable(kind, error);
      return undefined;
    }
  };
  return { kind, lane: lane() };
}

function writerFor(
  input: MediaPathInput,
  msg_type: MediaFrameHeader['msg_type'],
  participant?: Participant,
): MediaFrameWriter {
  return input.writers(
    {
      msg_type,
      user_id: participant?.userId ?? 0,
      ...(participant && { user_name: participant.name }),
      ...input.meeting.channelOf(participant),
    },
    input.dialect,
    input.mediaShape,
  );
}

async function prepareAudio(input: MediaPathInput, params: MediaParams): Promise<PreparedLane | undefined> {
  const { meeting, sink, signal } = input;
  if (!params.audio) return undefined;
  const format = audioFormat(params.audio);
  const onFailure = (error: unknown): void => input.onUnavailable('audio', error);
  const mixed = (): Promise<MixedAudio> => mixedAudio({ meeting, format, signal, onFailure });
  const alone = params.audio.data_opt === MediaDataOption.AUDIO_MULTI_STREAMS;
  const perChannel = !alone && hasChannelLines(input);
  const voices =
    alone || perChannel ? await prepareVoices(input, format) : [mixedVoice(input, await mixed())];
  const silence = perChannel ? { track: await mixed(), write: silenceWriter(input) } : undefined;
  return (nowMs, { audioFromMs, lateFrames }) =>
    new AudioLane({
      meeting,
      voices,
      ...(silence && { silence }),
      sink,
      lateFrames,
      nowMs,
      intervalMs: format.intervalMs,
      fromMs: audioFromMs(nowMs),
    });
}

function mixedVoice(input: MediaPathInput, track: MixedAudio): AudioFeed {
  const write = writerFor(input, MessageType.MEDIA_DATA_AUDIO);
  return { track, mix: track, write };
}

/** Everybody who can speak, each with a track of their own. */
function prepareVoices(input: MediaPathInput, format: AudioFormat): Promise<AudioFeed[]> {
  const { meeting, signal } = input;
  const speakers = meeting.participants.filter((p) => meeting.source.participants[p.sourceIndex]?.hasAudio);
  if (speakers.length === 0) throw new MediaUnavailableError('no-audio', lacks(meeting, 'sound'));
  return Promise.all(
    speakers.map(async (participant) => ({
      track: await meeting.source.audio({ participant: participant.sourceIndex }, format, signal),
      write: writerFor(input, MessageType.MEDIA_DATA_AUDIO, participant),
      audible: (positionMs) => meeting.presence.wasPresent(participant, positionMs),
    })),
  );
}

/**
 * In 2026 a Contact Center engagement or a phone call comes as one line per party even when mixed audio is
 * asked for (PROTOCOL.md §12.1); in 2025 the mix is a mix. Programs that join all lines to one
 * recording expect real time to come out, so while nobody speaks, silence comes on one line.
 */
function hasChannelLines({ meeting, dialect }: MediaPathInput): boolean {
  return dialect === '2026' && (meeting.product === 'contact_center' || meeting.product === 'phone');
}

/** Silence belongs to whoever spoke last. */
function silenceWriter(input: MediaPathInput): (positionMs: number) => MediaFrameWriter {
  const { meeting } = input;
  const writers = new Map(
    [undefined, ...meeting.participants].map((participant) => [
      participant,
      writerFor(input, MessageType.MEDIA_DATA_AUDIO, participant),
    ]),
  );
  const nobody = writerFor(input, MessageType.MEDIA_DATA_AUDIO);
  return (positionMs) => writers.get(meeting.speaker.at(positionMs)) ?? nobody;
}

async function prepareVideo(input: MediaPathInput, params: MediaParams): Promise<PreparedLane | undefined> {
  const { meeting, sink } = input;
  if (!params.video) return undefined;
  const format = videoFormat(params.video);
  const choose =
    (await prepareComposed(input, params, format)) ?? (await prepareCameras(input, params, format));
  return (fromMs, { lateFrames }) =>
    new VideoLane({
      kind: 'video',
      meeting,
      choose,
      sink,
      lateFrames,
      fromMs,
      intervalMs: 1000 / format.fps,
    });
}

/**
 * Speaker and gallery view of 2025 (PROTOCOL.md §18.12). `undefined` in every other case, and for sources
 * that compose nothing: then the active speaker's camera is shown.
 */
async function prepareComposed(
  input: MediaPathInput,
  { video }: MediaParams,
  format: VideoFormat,
): Promise<FeedSelector | undefined> {
  const { meeting, dialect, signal } = input;
  const isGallery = video?.data_opt === MediaDataOption.VIDEO_MIXED_GALLERY_VIEW;
  const isSpeakerView = video?.data_opt === MediaDataOption.VIDEO_MIXED_SPEAKER_VIEW;
  const compose = meeting.source.composed?.bind(meeting.source);
  if (dialect === '2026' || !(isGallery || isSpeakerView) || !compose) return undefined;
  const cameras = new ComposedCameras({
    meeting,
    kind: isGallery ? 'gallery' : 'speaker',
    compose: (view) => compose(view, format, signal),
    // The gallery is nobody's picture, as mixed audio is nobody's voice.
    writerOf: (speaker) => writerFor(input, MessageType.MEDIA_DATA_VIDEO, speaker),
    onFailure: (error) => {
      if (!signal.aborted) input.onUnavailable('video', error);
    },
  });
  const isComposed = await cameras.prepareFirst(meeting.positionNowMs);
  return isComposed ? (positionMs) => cameras.choose(positionMs) : undefined;
}

/** The active speaker's camera, or in 2026 that of a participant whom the app chooses. */
async function prepareCameras(
  input: MediaPathInput,
  { video }: MediaParams,
  format: VideoFormat,
): Promise<FeedSelector> {
  const { meeting } = input;
  const cameras = new Map<number, VideoFeed>();
  await Promise.all(
    input.meeting.participants.map(async (participant) => {
      if (!input.meeting.source.participants[participant.sourceIndex]) return;
      const track = await input.meeting.source.video(participant.sourceIndex, format, input.signal);
      if (!track) return;
      const write = writerFor(input, MessageType.MEDIA_DATA_VIDEO, participant);
      cameras.set(participant.userId, { track, write });
    }),
  );
  if (cameras.size === 0) throw new MediaUnavailableError('no-video', lacks(input.meeting, 'pictures'));
  const show = (participant: Participant | undefined): VideoFeed | undefined =>
    participant && meeting.cameras.isVisible(participant) ? cameras.get(participant.userId) : undefined;
  return input.dialect === '2026' && video?.data_opt === MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM
    ? () => show(meeting.presence.find(input.subscribedVideo() ?? -1))
    : (positionMs) => show(meeting.speaker.at(positionMs));
}

function lacks({ source }: Meeting, what: 'sound' | 'pictures'): string {
  return `${source.label} has no ${what}; play a recording that has, or ask for the rest only`;
}

async function prepareShare(input: MediaPathInput, params: MediaParams): Promise<PreparedLane | undefined> {
  const { meeting, sink } = input;
  if (!params.deskshare) return undefined;
  const format = videoFormat(params.deskshare);
  const track = await meeting.source.share(format, input.signal);
  if (!track) return undefined;
  const screens = new Map<number, VideoFeed>(
    meeting.participants.map((participant) => [
      participant.sourceIndex,
      { track, write: writerFor(input, MessageType.MEDIA_DATA_SHARE, participant) },
    ]),
  );
  const choose: FeedSelector = (positionMs) => {
    const sharer = meeting.share.sharerAt(positionMs);
    return sharer && screens.get(sharer.sourceIndex);
  };
  return (fromMs, { lateFrames }) =>
    new VideoLane({
      kind: 'deskshare',
      meeting,
      choose,
      sink,
      lateFrames,
      fromMs,
      intervalMs: 1000 / format.fps,
    });
}

function prepareTranscript(input: MediaPathInput): PreparedLane | undefined {
  if (input.meeting.source.utterances.length === 0) return undefined;
  const dialect = createDialect(input.dialect, { mediaShape: input.mediaShape });
  return (fromMs) =>
    new TranscriptLane(input.meeting, (message) => dialect.encode(message), input.sink, fromMs);
}

/** The string generation announced chat and did not have it yet: its clients take all text for base64. */
function prepareChat({ meeting, dialect, mediaShape, sink }: MediaPathInput): PreparedLane | undefined {
  if (dialect === 'string' || (meeting.source.chats ?? []).length === 0) return undefined;
  const writer = createDialect(dialect, { mediaShape });
  return (fromMs) => new ChatLane({ meeting, encode: (message) => writer.encode(message), sink, fromMs });
}
