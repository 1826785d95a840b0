/** A conversation whose participants interrupt each other. */
import type { ConversationManifest, ManifestUtterance } from './conversation-assets.js';

/** Number of utterances that are taken from the beginning of a conversation. */
const UTTERANCES = 40;
/**
 * Milliseconds by which an utterance begins before the end of the last one, in turn; a negative number is a pause. Two
 * long interruptions in a row make three participants speak at once.
 */
const OVERLAPS_MS = [1000, -300, 1600, 1400, -400, 600, 2000, -300, 1200];
/** Min pause between two utterances of the same participant. */
const BREATH_MS = 200;
const SECOND_MS = 1000;
/** Max number of participants who speak at once, as many as multi-stream audio sends (PROTOCOL.md §12.1). */
const MAX_VOICES = 3;

/** Moves the first utterances of a conversation together, so that participants speak at once. */
export function crosstalkOf(manifest: ConversationManifest): ConversationManifest {
  const placed: ManifestUtterance[] = [];
  for (const [index, utterance] of manifest.utterances.slice(0, UTTERANCES).entries()) {
    const startMs = startOf(utterance, placed, OVERLAPS_MS[index % OVERLAPS_MS.length] ?? 0);
    placed.push({ ...utterance, startMs, endMs: startMs + utterance.endMs - utterance.startMs });
  }
  const lastMs = Math.max(...placed.map(({ endMs }) => endMs));
  const { share: _, ...rest } = manifest;
  return {
    ...rest,
    durationMs: (Math.floor(lastMs / SECOND_MS) + 1) * SECOND_MS,
    utterances: placed.toSorted((a, b) => a.startMs - b.startMs),
  };
}

/** The overlap, unless too many others speak then, or the participant has not finished the last utterance. */
function startOf(
  { speaker, startMs: firstMs }: ManifestUtterance,
  placed: readonly ManifestUtterance[],
  overlapMs: number,
): number {
  const last = placed.at(-1);
  if (!last) return firstMs;
  const ends = placed.map(({ endMs }) => endMs).toSorted((a, b) => b - a);
  const ownEndMs = placed.findLast((other) => other.speaker === speaker)?.endMs ?? -BREATH_MS;
  return Math.max(last.endMs - overlapMs, last.startMs, ends[MAX_VOICES - 1] ?? 0, ownEndMs + BREATH_MS);
}
