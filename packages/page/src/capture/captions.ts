/** Captions of what this browser's participant says: typed, or recognised by the browser where it can. */
import { computed, signal } from '@preact/signals';
import { problem } from '../ui/notice.js';
import { LiveKind } from './live-frame.js';
import { capture } from './session.js';

/** True while this browser is a participant. */
export const canSpeak = computed(() => capture.value.name === 'on');

/** Sends a caption as said now, or since `sinceMs` on the page's clock. */
export function say(text: string, sinceMs = performance.now()): void {
  if (capture.value.name !== 'on') return;
  // Captions must not go back in time among themselves.
  lastUs = Math.max(lastUs + 1, Math.round(sinceMs * 1000));
  capture.value.session.link.send(LiveKind.caption, new TextEncoder().encode(text), lastUs);
}

let lastUs = 0;

/** The browser's recognition of speech, which the types of the DOM do not have. */
interface Recognition extends EventTarget {
  continuous: boolean;
  lang: string;
  start(): void;
  stop(): void;
}
interface RecognitionResult extends Event {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}
type RecognitionConstructor = new () => Recognition;

function recognitionConstructor(): RecognitionConstructor | undefined {
  const scope = globalThis as {
    readonly SpeechRecognition?: RecognitionConstructor;
    readonly webkitSpeechRecognition?: RecognitionConstructor;
  };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
}

/** True where the browser has speech recognition. It may still fail: browsers say so only when it is started. */
export const hasRecognition = recognitionConstructor() !== undefined;

/** True while speech is recognised. */
export const isRecognising = signal(false);

let recognition: Recognition | undefined;

/** Begins or ends captions by speech recognition. */
export function toggleRecognition(): void {
  if (recognition !== undefined) {
    stopRecognition();
    return;
  }
  const Constructor = recognitionConstructor();
  if (Constructor === undefined) return;
  recognition = new Constructor();
  recognition.continuous = true;
  recognition.lang = navigator.language;
  let sinceMs = performance.now();
  recognition.addEventListener('speechstart', () => {
    sinceMs = performance.now();
  });
  recognition.addEventListener('result', (event) => {
    const { results, resultIndex } = event as RecognitionResult;
    const result = results[resultIndex];
    const text = result?.[0]?.transcript.trim() ?? '';
    if (result?.isFinal === true && text !== '') say(text, sinceMs);
  });
  recognition.addEventListener('error', (event) => {
    const { error } = event as Event & { readonly error?: string };
    if (error === 'no-speech') return;
    stopRecognition();
    problem(
      `Speech recognition does not work in this browser (${error ?? 'unknown'}). Type the captions instead.`,
    );
  });
  recognition.addEventListener('end', () => {
    // It ends by itself after a silence.
    if (isRecognising.value) recognition?.start();
  });
  isRecognising.value = true;
  recognition.start();
}

function stopRecognition(): void {
  isRecognising.value = false;
  const old = recognition;
  recognition = undefined;
  old?.stop();
}
