/** A source whose participants are in the order of the meeting's participants. */
import { MediaUnavailableError } from '../media-unavailable-error.js';
import { delegateSource } from './delegate-source.js';
import {
  isSingleParticipant,
  type AudioSelection,
  type MediaSource,
  type SourceParticipant,
} from './media-source.js';

/**
 * Reorders the participants of a source to match those of a meeting. A participant of the meeting gets the media of
 * the participant of the source with the same name; the others get those that are left, in order, or none. Those that
 * no one gets come last. Returns the source itself if it is in this order already.
 *
 * @param names the participants of the meeting
 */
export function arrangeSource(source: MediaSource, names: readonly string[]): MediaSource {
  const order = orderOf(
    source.participants.map(({ name }) => name),
    names,
  );
  return order.every((original, index) => original === index || original === undefined)
    ? source
    : reordered(source, order, names);
}

/** Indices in the source by index in the meeting; `undefined` for a participant who only listens. */
type Order = readonly (number | undefined)[];

function orderOf(sourceNames: readonly string[], names: readonly string[]): Order {
  const unassigned = new Map(sourceNames.map((name, index) => [index, name.toLowerCase()]));
  const assign = (index: number | undefined): number | undefined => {
    if (index !== undefined) unassigned.delete(index);
    return index;
  };
  const byName = names.map((name) =>
    assign([...unassigned].find(([, other]) => other === name.toLowerCase())?.[0]),
  );
  const byPosition = byName.map((index) => index ?? assign([...unassigned.keys()][0]));
  return [...byPosition, ...unassigned.keys()];
}

function reordered(source: MediaSource, order: Order, names: readonly string[]): MediaSource {
  const newIndices = new Map(order.map((original, index) => [original, index]));
  const newIndexOf = (original: number): number => newIndices.get(original) ?? original;
  const originalsOf = (indices: readonly number[]): number[] =>
    indices.flatMap((index) => order[index] ?? []);
  const composed = source.composed?.bind(source);
  const sharerAt = source.sharerAt?.bind(source);
  const forMeeting = source.forMeeting?.bind(source);
  const refresh = source.refresh?.bind(source);

  function originalSelection(selection: AudioSelection): AudioSelection {
    if (selection === 'mixed') return 'mixed';
    const isSingle = isSingleParticipant(selection);
    const originals = originalsOf(isSingle ? [selection.participant] : selection.participants);
    const [first] = originals;
    if (first === undefined) {
      throw new MediaUnavailableError(
        'no-audio',
        `${source.label} has no audio for participants who only listen`,
      );
    }
    return isSingle ? { participant: first } : { participants: originals.sort((a, b) => a - b) };
  }

  return delegateSource(source, {
    participants: order.map(
      (original) => (original === undefined ? undefined : source.participants[original]) ?? LISTENER,
    ),
    utterances: source.utterances.map((line) => ({ ...line, speaker: newIndexOf(line.speaker) })),
    shares: source.shares.map((span) => ({ ...span, sharer: newIndexOf(span.sharer) })),
    chats: source.chats?.map((line) => ({ ...line, sender: newIndexOf(line.sender) })),
    audio: async (selection, format, signal) => source.audio(originalSelection(selection), format, signal),
    video: async (index, format, signal) => {
      const original = order[index];
      return original === undefined ? undefined : source.video(original, format, signal);
    },
    composed:
      composed &&
      (async (view, format, signal) => {
        const participants = originalsOf(view.participants);
        if (view.kind === 'gallery') return composed({ kind: 'gallery', participants }, format, signal);
        const speaker = order[view.speaker];
        if (speaker === undefined) return undefined;
        return composed({ kind: 'speaker', speaker, participants }, format, signal);
      }),
    activeSpeakerAt: (positionMs) => newIndexOf(source.activeSpeakerAt(positionMs)),
    sharerAt:
      sharerAt &&
      ((positionMs) => {
        const sharer = sharerAt(positionMs);
        return sharer === undefined ? undefined : newIndexOf(sharer);
      }),
    forMeeting: forMeeting && ((context) => reordered(forMeeting(context), order, names)),
    // The participants of a refreshed source may be others.
    refresh: refresh && (async (signal) => arrangeSource(await refresh(signal), names)),
  });
}

const LISTENER: SourceParticipant = { name: 'listener', hasAudio: false, hasVideo: false };
