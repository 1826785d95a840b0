/**
 * The default meeting: two people talk about a release for a minute, with cameras and slides, again
 * and again. Needs no ffmpeg, no files of the user and no network.
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
import { composedView } from './composed-view.js';
import { readManifest, type ConversationManifest } from './conversation-assets.js';
import { createTypeface, type Typeface } from './lettering.js';
import { slideDeck } from './slide-deck.js';
import { createSpeechTimeline } from './speech-timeline.js';
import { testCard } from './test-card.js';
import { createTrackCache, type TrackCache } from '../../tracks/track-cache.js';

/** What the two write meanwhile; it goes with what they say in the manifest. */
const CHATS: readonly ChatLine[] = [
  { sender: 1, atMs: 3200, text: 'Hi Ana, I can hear you fine.' },
  { sender: 0, atMs: 14_000, text: 'Slides: spring release, build 1 in two weeks' },
  { sender: 1, atMs: 29_000, text: 'Bugs #12 and #17 for me, #23 for the data team 👍' },
  { sender: 0, atMs: 47_000, text: '3 bugs, 1 customer (Harbour Books), 1 build' },
];

export interface BuiltInConversationOptions {
  /**
   * Other names for the two speakers, in order. Those left out keep their own; a third and further
   * ones take part with a camera and listen. Default: Ana Ruiz and Bo Lind.
   */
  readonly participants?: readonly { readonly name: string }[];
  /** What meetings share. Default: one for the process. */
  readonly media?: BuiltInMedia;
}

/** Speech and encoded tracks, for any number of conversations with any names. */
export interface BuiltInMedia {
  readonly manifest: ConversationManifest;
  readonly timeline: AudioTimeline;
  readonly cache: TrackCache;
  readonly typeface: Typeface;
}

/** Reads one small file; speech and letters are read when they are first needed. */
export function createBuiltInMedia(): BuiltInMedia {
  const manifest = readManifest();
  return {
    manifest,
    timeline: createSpeechTimeline(manifest),
    cache: createTrackCache(),
    typeface: createTypeface(),
  };
}

/** Nothing in it ever changes and tracks are held weakly: sharing it between servers of one process shows nowhere. */
let processMedia: BuiltInMedia | undefined;

/** Costs next to nothing: everything is made when it is first played. */
export function builtInConversation(options: BuiltInConversationOptions = {}): MediaSource {
  const { manifest, timeline, cache, typeface } = options.media ?? (processMedia ??= createBuiltInMedia());
  const participants = namesOf(manifest, options).map((name, i): SourceParticipant => ({
    name,
    hasAudio: i < manifest.participants.length,
    hasVideo: true,
  }));
  const { sharer, startMs, endMs } = manifest.share;
  /** Names appear in pictures, and only there. */
  const pictureKey = (what: string, name: string, format: VideoFormat): string =>
    JSON.stringify([what, name, format.codec, format.width, format.height, format.fps]);

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

    async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
      checkAudioFormat(format);
      if (isSingleParticipant(selection) && !participants[selection.participant]) {
        throw new MediaUnavailableError(
          'no-audio',
          `participant ${selection.participant} does not exist; this source has ${participants.length}, counted from 0`,
        );
      }
      const key = JSON.stringify([
        'audio',
        selection,
        format.codec,
        format.sampleRateHz,
        format.channels,
        format.intervalMs,
      ]);
      const make = () =>
        renderAudio({ timeline, durationMs: manifest.durationMs, selection, format }, signal);
      return cache.getOrMake(key, make, { keep: isStatefulCodec(format) });
    },

    async video(participant: number, format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const name = participants[participant]?.name;
      if (name === undefined) return undefined;
      return cache.getOrMake(pictureKey(`video ${participant}`, name, format), () =>
        renderScene(testCard({ manifest, participant, name, format, typeface }), manifest.durationMs, format),
      );
    },

    async composed(view: ComposedView, format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const order = participantsInView(view);
      const rects = view.kind === 'gallery' ? galleryRects : speakerRects;
      const tiles = rects(order.length, format.width, format.height).flatMap(({ x, y, width, height }, i) => {
        const participant = order[i] ?? 0;
        const name = participants[participant]?.name;
        if (name === undefined) return [];
        const size = { ...format, width, height };
        return [{ x, y, scene: testCard({ manifest, participant, name, format: size, typeface }) }];
      });
      if (tiles.length === 0) return undefined;
      const names = order.map((participant) => participants[participant]?.name).join('|');
      return cache.getOrMake(pictureKey(`${view.kind} ${order.join()}`, names, format), () =>
        renderScene(composedView(format.width, format.height, tiles), manifest.durationMs, format),
      );
    },

    async share(format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      const name = participants[sharer]?.name ?? '';
      return cache.getOrMake(pictureKey('share', name, format), () =>
        renderScene(slideDeck({ manifest, name, format, typeface }), manifest.durationMs, format),
      );
    },

    activeSpeakerAt(positionMs: number): number {
      const position = positionMs % manifest.durationMs;
      const last = manifest.utterances.findLast((utterance) => utterance.startMs <= position);
      return (last ?? manifest.utterances.at(-1))?.speaker ?? 0;
    },
  };
}

function namesOf(manifest: ConversationManifest, { participants }: BuiltInConversationOptions): string[] {
  const own = manifest.participants.map(({ name }) => name);
  const given = participants?.map(({ name }) => name) ?? [];
  return [...given, ...own.slice(given.length)];
}
