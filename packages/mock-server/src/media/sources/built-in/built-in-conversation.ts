/**
 * The default source: a conversation of two participants about a release, with cameras and slides, that repeats every
 * minute. Requires no ffmpeg, no files and no network.
 */
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  isSingleParticipant,
  participantsInView,
  type AudioSelection,
  type ChatLine,
  type ComposedView,
  type MediaSource,
  type SourceParticipant,
  type Utterance,
} from '../media-source.js';
import { checkAudioFormat, checkVideoFormat, isStatefulCodec } from '../../formats.js';
import { galleryRects, speakerRects } from '../../layouts.js';
import { renderAudio, type AudioTimeline } from '../rendering/render-audio.js';
import { renderScene } from '../rendering/render-scene.js';
import type { Scene } from '../rendering/scene.js';
import { composedView } from './composed-view.js';
import { readManifest, type ConversationManifest } from './conversation-assets.js';
import { createTypeface, type Typeface } from './lettering.js';
import { slideDeck } from './slide-deck.js';
import { createSpeechTimeline } from './speech-timeline.js';
import { testCard } from './test-card.js';
import { createTrackCache, type TrackCache } from '../../tracks/track-cache.js';

/** Chat messages of the two participants; they match the utterances in the manifest. */
const CHATS: readonly ChatLine[] = [
  { sender: 1, atMs: 3200, text: 'Hi Ana, I can hear you fine.' },
  { sender: 0, atMs: 14_000, text: 'Slides: spring release, build 1 in two weeks' },
  { sender: 1, atMs: 29_000, text: 'Bugs #12 and #17 for me, #23 for the data team 👍' },
  { sender: 0, atMs: 47_000, text: '3 bugs, 1 customer (Harbour Books), 1 build' },
];

/** Options of {@link builtInConversation}. */
export interface BuiltInConversationOptions {
  /**
   * Names of the participants, in order. The first two speak; a missing name keeps its default. Further participants have
   * a camera and only listen.
   *
   * @default Ana Ruiz and Bo Lind
   */
  readonly participants?: readonly { readonly name: string }[];
  /** Speech and tracks that meetings share. Default: one instance per process. */
  readonly media?: BuiltInMedia;
}

/** Speech and encoded tracks that conversations share, whatever their participants' names are. */
export interface BuiltInMedia {
  readonly manifest: ConversationManifest;
  readonly timeline: AudioTimeline;
  readonly cache: TrackCache;
  readonly typeface: Typeface;
}

/** Reads the manifest. Speech and glyphs are read when they are first needed. */
export function createBuiltInMedia(): BuiltInMedia {
  const manifest = readManifest();
  return {
    manifest,
    timeline: createSpeechTimeline(manifest),
    cache: createTrackCache(),
    typeface: createTypeface(),
  };
}

/** Shared by the servers of a process: its content is immutable and its tracks are held weakly. */
let processMedia: BuiltInMedia | undefined;

/**
 * Creates the built-in conversation: two participants who speak for a minute, with cameras, a screen share and chat,
 * repeated forever. Its tracks are encoded when they are first played.
 */
export function builtInConversation(options: BuiltInConversationOptions = {}): MediaSource {
  const media = options.media ?? (processMedia ??= createBuiltInMedia());
  const { manifest } = media;
  const participants = namesOf(manifest, options).map((name, i): SourceParticipant => ({
    name,
    hasAudio: i < manifest.participants.length,
    hasVideo: true,
  }));
  const { sharer, startMs, endMs } = manifest.share;
  return {
    label: 'two-speakers',
    durationMs: manifest.durationMs,
    participants,
    utterances: manifest.utterances.map(({ speaker, startMs, endMs, text, language }): Utterance => ({
      speaker,
      startMs,
      endMs,
      text,
      language,
    })),
    shares: [{ sharer, startMs, endMs }],
    chats: CHATS,
    ...audioOf(media, participants),
    ...videoOf(media, participants),

    activeSpeakerAt(positionMs: number): number {
      const position = positionMs % manifest.durationMs;
      const last = manifest.utterances.findLast((utterance) => utterance.startMs <= position);
      return (last ?? manifest.utterances.at(-1))?.speaker ?? 0;
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
      const key = JSON.stringify(['audio', selection, codec, sampleRateHz, channels, intervalMs]);
      const make = () =>
        renderAudio({ timeline, durationMs: manifest.durationMs, selection, format }, signal);
      return cache.getOrMake(key, make, { keep: isStatefulCodec(format) });
    },
  };
}

function videoOf(
  { manifest, cache, typeface }: BuiltInMedia,
  participants: readonly SourceParticipant[],
): Required<Pick<MediaSource, 'video' | 'composed' | 'share'>> {
  const nameOf = (participant: number): string | undefined => participants[participant]?.name;
  /** Names are part of the key, because they are painted. */
  const render = (what: string, names: string, format: VideoFormat, scene: () => Scene): Promise<Track> => {
    const key = JSON.stringify([what, names, format.codec, format.width, format.height, format.fps]);
    return cache.getOrMake(key, () => renderScene(scene(), manifest.durationMs, format));
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
      const name = nameOf(manifest.share.sharer) ?? '';
      return render('share', name, format, () => slideDeck({ manifest, name, format, typeface }));
    },
  };
}

function namesOf(manifest: ConversationManifest, { participants }: BuiltInConversationOptions): string[] {
  const own = manifest.participants.map(({ name }) => name);
  const given = participants?.map(({ name }) => name) ?? [];
  return [...given, ...own.slice(given.length)];
}
