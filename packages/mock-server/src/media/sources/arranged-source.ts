/** A source whose participants stand in the order of a meeting's. */
import { MediaUnavailableError } from '../media-unavailable-error.js';
import { delegateSource } from './delegate-source.js';
import { isSingleParticipant, type AudioSelection, type MediaSource } from './media-source.js';

/**
 * The meeting's people by place: who has the name of one of the source's participants plays that one, the others
 * play those who are left, in order, or nobody. Participants whom nobody plays come behind. A source that is in
 * order already is returned as it is.
 */
export function arrangeSource(source: MediaSource, names: readonly string[]): MediaSource {
  const order = orderOf(
    source.participants.map(({ name }) => name),
    names,
  );
  return order.every((played, place) => played === place || played === undefined)
    ? source
    : reordered(source, order, names);
}

/** Which of the source's participants is at a place; `undefined`: somebody who only listens. */
type Order = readonly (number | undefined)[];

function orderOf(parts: readonly string[], names: readonly string[]): Order {
  const left = new Map(parts.map((name, part) => [part, name.toLowerCase()]));
  const take = (part: number | undefined): number | undefined => {
    if (part !== undefined) left.delete(part);
    return part;
  };
  const byName = names.map((name) => take([...left].find(([, part]) => part === name.toLowerCase())?.[0]));
  const byPlace = byName.map((part) => part ?? take([...left.keys()][0]));
  return [...byPlace, ...left.keys()];
}

function reordered(source: MediaSource, order: Order, names: readonly string[]): MediaSource {
  const places = new Map(order.map((part, place) => [part, place]));
  const placeOf = (part: number): number => places.get(part) ?? part;
  const partsAt = (chosen: readonly number[]): number[] => chosen.flatMap((place) => order[place] ?? []);
  const composed = source.composed?.bind(source);
  const sharerAt = source.sharerAt?.bind(source);
  const forMeeting = source.forMeeting?.bind(source);
  const refresh = source.refresh?.bind(source);

  function selectionOf(selection: AudioSelection): AudioSelection {
    if (selection === 'mixed') return 'mixed';
    const parts = partsAt(isSingleParticipant(selection) ? [selection.participant] : selection.participants);
    const [first] = parts;
    if (first === undefined) {
      throw new MediaUnavailableError('no-audio', `${source.label} has no voice for those who only listen`);
    }
    return isSingleParticipant(selection)
      ? { participant: first }
      : { participants: parts.sort((a, b) => a - b) };
  }

  return delegateSource(source, {
    participants: order.map(
      (part) => (part === undefined ? undefined : source.participants[part]) ?? LISTENER,
    ),
    utterances: source.utterances.map((line) => ({ ...line, speaker: placeOf(line.speaker) })),
    shares: source.shares.map((span) => ({ ...span, sharer: placeOf(span.sharer) })),
    chats: source.chats?.map((line) => ({ ...line, sender: placeOf(line.sender) })),
    audio: async (selection, format, signal) => source.audio(selectionOf(selection), format, signal),
    video: async (place, format, signal) => {
      const part = order[place];
      return part === undefined ? undefined : source.video(part, format, signal);
    },
    composed:
      composed &&
      (async (view, format, signal) => {
        const participants = partsAt(view.participants);
        const speaker = view.kind === 'speaker' ? order[view.speaker] : undefined;
        if (view.kind === 'gallery') return composed({ kind: 'gallery', participants }, format, signal);
        if (speaker === undefined) return undefined;
        return composed({ kind: 'speaker', speaker, participants }, format, signal);
      }),
    activeSpeakerAt: (positionMs) => placeOf(source.activeSpeakerAt(positionMs)),
    sharerAt:
      sharerAt &&
      ((positionMs) => {
        const sharer = sharerAt(positionMs);
        return sharer === undefined ? undefined : placeOf(sharer);
      }),
    forMeeting: forMeeting && ((stage) => reordered(forMeeting(stage), order, names)),
    refresh: refresh && (async (signal) => arrangeSource(await refresh(signal), names)),
  });
}

const LISTENER = { name: 'listener', hasAudio: false, hasVideo: false };
