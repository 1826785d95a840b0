/** The built-in conversations: their manifests, speech and chat. */
import type { ChatLine } from '../media-source.js';
import type { AudioTimeline } from '../rendering/render-audio.js';
import { readManifest, type ConversationManifest } from './conversation-assets.js';
import { crosstalkOf } from './crosstalk.js';
import { noisyTimeline } from './room-noise.js';
import { createSpeechTimeline } from './speech-timeline.js';
import { createStreamedSpeech } from './streamed-speech.js';

/** Content of a conversation. */
export interface Conversation {
  readonly manifest: ConversationManifest;
  readonly timeline: AudioTimeline;
  readonly chats: readonly ChatLine[];
}

/** Folder of the long conversation in `assets/`. */
const LONG_TALK = 'long-talk/';
const LONG_TALK_SPEECH = `${LONG_TALK}speech/`;

/** Speech 6 dB below its usual level, and 23 dB above the noise. */
const NOISY_ROOM = { speech: 0.5, noiseRms: 120 };

/** Chat messages of the two participants; they match the utterances in the manifest. */
const TWO_SPEAKERS_CHATS: readonly ChatLine[] = [
  { sender: 1, atMs: 3200, text: 'Hi Ana, I can hear you fine.' },
  { sender: 0, atMs: 14_000, text: 'Slides: spring release, build 1 in two weeks' },
  { sender: 1, atMs: 29_000, text: 'Bugs #12 and #17 for me, #23 for the data team 👍' },
  { sender: 0, atMs: 47_000, text: '3 bugs, 1 customer (Harbour Books), 1 build' },
];

const LONG_TALK_CHATS: readonly ChatLine[] = [
  { sender: 3, atMs: 25_000, text: 'Good morning! I can see the slides.' },
  { sender: 1, atMs: 105_000, text: 'Rent: +4 % from June' },
  { sender: 2, atMs: 180_000, text: 'Two weekends in October, one for rain, one for sun 🍐' },
  { sender: 2, atMs: 320_000, text: 'Bright Valve: number is on your desk, Ravi' },
  { sender: 3, atMs: 480_000, text: 'Training: 7 of 10 places taken' },
  { sender: 0, atMs: 585_000, text: 'Party: last Friday in July, on the roof 🎂' },
];

/** The conversations by name. Speech is read when it is first needed. */
const CONVERSATIONS = {
  'two-speakers': () => {
    const manifest = readManifest();
    return { manifest, timeline: createSpeechTimeline(manifest), chats: TWO_SPEAKERS_CHATS };
  },
  'long-talk': () => {
    const manifest = readManifest(LONG_TALK);
    return {
      manifest,
      timeline: createStreamedSpeech(manifest, LONG_TALK_SPEECH),
      chats: LONG_TALK_CHATS,
    };
  },
  crosstalk: () => {
    const manifest = crosstalkOf(readManifest(LONG_TALK));
    return { manifest, timeline: createStreamedSpeech(manifest, LONG_TALK_SPEECH), chats: [] };
  },
  'noisy-room': () => {
    const manifest = readManifest();
    const timeline = noisyTimeline(createSpeechTimeline(manifest), NOISY_ROOM);
    return { manifest, timeline, chats: TWO_SPEAKERS_CHATS };
  },
} satisfies { readonly [name: string]: () => Conversation };

/** Name of a built-in conversation. */
export type ConversationName = keyof typeof CONVERSATIONS;

/** Names of the built-in conversations; the first is the default. */
export const CONVERSATION_NAMES = Object.keys(CONVERSATIONS) as readonly ConversationName[];

/** Returns true for the name of a built-in conversation. */
export function isConversationName(name: string): name is ConversationName {
  return Object.hasOwn(CONVERSATIONS, name);
}

/** Reads the manifest of a conversation and creates its timeline. */
export function openConversation(name: ConversationName): Conversation {
  return CONVERSATIONS[name]();
}
