/** State, entries and media of the app, as the page shows them. */
import { computed, signal } from '@preact/signals';
import type { AppState, Entry, FeedHeader } from './bodies.js';
import { takeAudio } from './audio.js';
import { showVideo } from './pictures.js';
import type { FeedRecord } from './record-reader.js';

/** State of the app; `undefined` until the feed is open. */
export const app = signal<AppState | undefined>(undefined);

/** Stream that the person has chosen to see; empty for the newest one. */
export const chosen = signal('');

/** The stream that is shown: the chosen one, else the newest. */
export const shownStream = computed(() => {
  const streams = app.value?.streams ?? [];
  return streams.find(({ streamId }) => streamId === chosen.value) ?? streams.at(-1);
});

/** Entries of one kind. */
export type EntryOf<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

const MAX_ENTRIES = 1000;
const entries = signal<readonly Entry[]>([]);

/** Entries of all streams, oldest first. */
export const webhooks = computed(() => ofKind('webhook'));
/** Events of the shown stream, oldest first. */
export const events = computed(() => ofStream(ofKind('event')));
/** Lines of the transcript or chat of the shown stream, oldest first. */
export const texts = computed(() => {
  const both = entries.value.flatMap((entry) =>
    entry.kind === 'transcript' || entry.kind === 'chat' ? [entry] : [],
  );
  return ofStream(both);
});

function ofKind<Kind extends Entry['kind']>(kind: Kind): EntryOf<Kind>[] {
  return entries.value.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
}

function ofStream<T extends Entry>(list: readonly T[]): readonly T[] {
  const streamId = shownStream.value?.streamId;
  return list.filter((entry) => entry.streamId === streamId);
}

/** Takes over a record of the feed. */
export function take({ header, payload }: FeedRecord): void {
  const record = header as FeedHeader;
  switch (record.type) {
    case 'hello': {
      const { entries: all, ...state } = record;
      app.value = state;
      entries.value = all;
      return;
    }
    case 'state':
      app.value = record;
      return;
    case 'entry':
      entries.value = withEntry(entries.value, record.entry);
      return;
    case 'media': {
      if (record.streamId !== shownStream.value?.streamId) return;
      if (record.kind === 'audio') takeAudio(record, payload);
      else showVideo(record, payload);
    }
  }
}

/** The list with one more entry, without the oldest of its kind if there are too many. */
function withEntry(list: readonly Entry[], entry: Entry): readonly Entry[] {
  const ofSameKind = list.filter(({ kind }) => kind === entry.kind);
  const oldest = ofSameKind.length >= MAX_ENTRIES ? ofSameKind[0] : undefined;
  return [...list.filter((other) => other !== oldest), entry];
}
