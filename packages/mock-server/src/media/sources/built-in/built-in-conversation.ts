/**
 * The built-in conversations. The default source is one of two participants about a release, with cameras and slides,
 * that repeats every minute. Requires no ffmpeg, no files and no network.
 */
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  isSingleParticipant,
  participantsInView,
  type AudioSelection,
  type ComposedView,
  type MediaSource,
  type SourceParticipant,
  type Utterance,
} from '../media-source.js';
import { checkAudioFormat, checkVideoFormat, isStatefulCodec } from '../../formats.js';
import { galleryRects, speakerRects } from '../../layouts.js';
import { renderAudio } from '../rendering/render-audio.js';
import { renderScene } from '../rendering/render-scene.js';
import type { Scene } from '../rendering/scene.js';
import { composedView } from './composed-view.js';
import type { ConversationManifest } from './conversation-assets.js';
import { openConversation, type Conversation, type ConversationName } from './conversations.js';
import { createTypeface, type Typeface } from './lettering.js';
import { slideDeck } from './slide-deck.js';
import { speakerAt, speakerTurns, type SpeakerTurn } from '../speaker-turns.js';
import { testCard } from './test-card.js';
import { createTrackCache, type TrackCache } from '../../tracks/track-cache.js';

/** Options of {@link builtInConversation}. */
export interface BuiltInConversationOptions {
  /**
   * The conversation: `two-speakers` (one minute), `long-talk` (ten minutes of four speakers, no utterance twice),
   * `crosstalk` (they interrupt each other) or `noisy-room` (`two-speakers`, quieter and with noise).
   *
   * @default 'two-speakers'
   */
  readonly conversation?: ConversationName;
  /**
   * Names of the participants, in order. The first ones speak, two or four; a missing name keeps its default. Further
   * participants have a camera and only listen.
   *
   * @default Ana Ruiz and Bo Lind; in `long-talk` and `crosstalk` Ida Moss, Ravi Sand, Leo Ort and Tom Vale
   */
  readonly participants?: readonly { readonly name: string }[];
  /** Speech and tracks that meetings share. Default: one instance per process and conversation. */
  readonly media?: BuiltInMedia;
}

/** Speech and encoded tracks that meetings share, whatever their participants' names are. */
export interface BuiltInMedia extends Conversation {
  readonly name: ConversationName;
  readonly cache: TrackCache;
  readonly typeface: Typeface;
  readonly turns: readonly SpeakerTurn[];
}

/** Reads the manifest of a conversation. Speech and glyphs are read when they are first needed. */
export function createBuiltInMedia(name: ConversationName = 'two-speakers'): BuiltInMedia {
  const conversation = openConversation(name);
  return {
    name,
    ...conversation,
    cache: createTrackCache(),
    typeface: createTypeface(),
    turns: speakerTurns(conversation.manifest.utterances),
  };
}

/** Shared by the servers of a process: their content is immutable and their tracks are held weakly. */
const processMedia = new Map<ConversationName, BuiltInMedia>();

function mediaOf(name: ConversationName): BuiltInMedia {
  let media = processMedia.get(name);
  if (!media) processMedia.set(name, (media = createBuiltInMedia(name)));
  return media;
}

/**
 * Creates a built-in conversation with cameras, repeated forever: by default two participants who speak for a minute,
 * with a screen share and chat. Its tracks are encoded when they are first played.
 */
export function builtInConversation(options: BuiltInConversationOptions = {}): MediaSource {
  const media = options.media ?? mediaOf(options.conversation ?? 'two-speakers');
  const { name: label, manifest, chats, turns } = media;
  const participants = namesOf(manifest, options).map((name, i): SourceParticipant => ({
    name,
    hasAudio: i < manifest.participants.length,
    hasVideo: true,
  }));
  const { share } = manifest;
  return {
    label,
    durationMs: manifest.durationMs,
    participants,
    utterances: manifest.utterances.map(({ speaker, startMs, endMs, text, language }): Utterance => ({
      speaker,
      startMs,
      endMs,
      text,
      language,
    })),
    shares: share ? [{ sharer: share.sharer, startMs: share.startMs, endMs: share.endMs }] : [],
    chats,
    ...audioOf(media, participants),
    ...videoOf(media, participants),

    activeSpeakerAt(positionMs: number): number {
      return speakerAt(turns, positionMs % manifest.durationMs) ?? 0;
    },
  };
}

function audioOf(
  { manifest, timeline, cache }: BuiltInMedia,
  participants: readonly SourceParticipant[],
): Pick<MediaSource, 'audio'> {
  return {
    async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
      checkAudioFormat(format);
      if (isSingleParticipant(selection) && !participants[selection.participant]) {
        throw new MediaUnavailableError(
          'no-audio',
          `participant ${selection.participant} does not exist; this source has ${participants.length} participants, counted from 0`,
        );
      }
      const { codec, sampleRateHz, channels, intervalMs } = format;
      const heard = speakersOf(selection, manifest.participants.length);
      const key = JSON.stringify(['audio', heard, codec, sampleRateHz, channels, intervalMs]);
      const make = () =>
        renderAudio({ timeline, durationMs: manifest.durationMs, selection: heard, format }, signal);
      return cache.getOrMake(key, make, { keep: isStatefulCodec(format) });
    },
  };
}

/** Leaves listeners out of a mix, so that it stays the same track when one of them joins or leaves. */
function speakersOf(selection: AudioSelection, speakers: number): AudioSelection {
  if (selection === 'mixed' || isSingleParticipant(selection)) return selection;
  const participants = selection.participants.filter((participant) => participant < speakers);
  return participants.length === speakers ? 'mixed' : { participants };
}

function videoOf(
  { manifest, cache, typeface }: BuiltInMedia,
  participants: readonly SourceParticipant[],
): Required<Pick<MediaSource, 'video' | 'composed' | 'share'>> {
  const nameOf = (participant: number): string | undefined => participants[participant]?.name;
  /** Names are part of the key, because they are painted. */
  const render = (what: string, names: string, format: VideoFormat, scene: () => Scene): Promise<Track> => {
    const key = JSON.stringify([what, names, format.codec, format.width, format.height, format.fps]);
    return cache.getOrMake(key, () => renderScene(scene, manifest.durationMs, format));
  };
  const camera = (participant: number, name: string, format: VideoFormat): Scene =>
    testCard({ manifest, participant, name, format, typeface });

  return {
    async video(participant: number, format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const name = nameOf(participant);
      if (name === undefined) return undefined;
      return render(`video ${participant}`, name, format, () => camera(participant, name, format));
    },

    async composed(view: ComposedView, format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const order = participantsInView(view);
      const rects = view.kind === 'gallery' ? galleryRects : speakerRects;
      const tiles = rects(order.length, format.width, format.height).flatMap(({ x, y, width, height }, i) => {
        const participant = order[i] ?? 0;
        const name = nameOf(participant);
        return name === undefined
          ? []
          : [{ x, y, scene: camera(participant, name, { ...format, width, height }) }];
      });
      if (tiles.length === 0) return undefined;
      const names = order.map(nameOf).join('|');
      return render(`${view.kind} ${order.join()}`, names, format, () =>
        composedView(format.width, format.height, tiles),
      );
    },

    async share(format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const { share } = manifest;
      if (!share) return undefined;
      const name = nameOf(share.sharer) ?? '';
      return render('share', name, format, () => slideDeck({ share, name, format, typeface }));
    },
  };
}

function namesOf(manifest: ConversationManifest, { participants }: BuiltInConversationOptions): string[] {
  const own = manifest.participants.map(({ name }) => name);
  const given = participants?.map(({ name }) => name) ?? [];
  return [...given, ...own.slice(given.length)];
}
