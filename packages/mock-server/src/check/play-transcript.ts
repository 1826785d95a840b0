/** Lets an app transcribe a meeting, and compares the result with what was said. */
import { readFile, stat } from 'node:fs/promises';
import type { Clock, NumericGeneration } from '@rtms-mock/protocol';
import type { MockServer } from '../server/server-api.js';
import { pause } from '../clock.js';
import { awaitEntry } from './await-entry.js';
import type { TranscriptComparison } from './played.js';
import { spokenText, wordErrorRate, wordsOf } from './word-error-rate.js';

/** Utterances after which the meeting ends. */
const UTTERANCES = 8;

/** Real time in which the app joins and receives media, in milliseconds. */
const JOIN_MS = 15_000;

/** Interval at which meeting and file are looked at, in milliseconds. */
const POLL_MS = 100;

/** Time for which the file must not have changed, and time for it to be written at all, in milliseconds. */
const FILE = { quietMs: 1500, limitMs: 20_000 } as const;

/** Input of {@link playTranscript}. */
export interface TranscriptInput {
  readonly server: Pick<MockServer, 'startMeeting' | 'journal'>;
  readonly protocol: NumericGeneration;
  readonly webhookUrl: string;
  /** Absolute path of the file that the app writes. */
  readonly path: string;
  /** The path in messages. */
  readonly file: string;
  /** Highest word error rate that passes. */
  readonly maxWer: number;
  /** Aborted when the run must end. */
  readonly signal: AbortSignal;
  /** Real time. */
  readonly clock: Clock;
}

/** Plays a conversation, waits for the app's file, and compares. What the file contained before is left out. */
export async function playTranscript(input: TranscriptInput): Promise<TranscriptComparison> {
  const { server, protocol, webhookUrl, path, file, maxWer, signal, clock } = input;
  const before = await snapshotOf(path);
  const meeting = await server.startMeeting({ scenario: 'two-speakers', protocol, webhookUrl });
  await awaitEntry({
    journal: server.journal,
    matches: ({ streamId, type }) => streamId === meeting.streamId && type === 'streaming',
    after: 0,
    withinMs: JOIN_MS,
    signal,
  });
  const isEnough = (): boolean => meeting.truth().utterances.length >= UTTERANCES;
  while (meeting.state === 'active' && !isEnough() && !signal.aborted) await pause(POLL_MS, signal);
  await meeting.end();
  const { utterances } = meeting.truth();
  const after = await settled(path, before, { signal, clock });
  const state = stateOf(before, after);
  const added = state === 'written' ? addedText(before, after) : '';
  const speakers = meeting.view().people.map(({ name }) => name);
  const said = utterances.flatMap(({ text }) => wordsOf(text));
  const found = wordsOf(spokenText(added, speakers));
  const wer = Math.round(wordErrorRate(said, found) * 1000) / 1000;
  return { file, state, wer, maxWer, words: said.length, found: found.length };
}

/** A file at one time; `undefined`: there is none. */
export type Snapshot = { readonly text: string; readonly changedMs: number } | undefined;

/** Returns what an app did with its file. One that it wrote again with the same words is written. */
export function stateOf(before: Snapshot, after: Snapshot): TranscriptComparison['state'] {
  if (after === undefined) return 'missing';
  return isSame(before, after) ? 'unchanged' : 'written';
}

/** Returns what an app has added to its file, or all of it if the app wrote it anew. */
export function addedText(before: Snapshot, after: Snapshot): string {
  const [old, text] = [before?.text ?? '', after?.text ?? ''];
  return text !== old && text.startsWith(old) ? text.slice(old.length) : text;
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  return one?.text === other?.text && one?.changedMs === other?.changedMs;
}

/** Waits until the file has changed and then stays as it is. One that is empty was only opened by the app so far. */
async function settled(
  path: string,
  before: Snapshot,
  { signal, clock }: Pick<TranscriptInput, 'signal' | 'clock'>,
): Promise<Snapshot> {
  const endMs = clock.now() + FILE.limitMs;
  let found = await snapshotOf(path);
  let changedMs = clock.now();
  while (!signal.aborted && clock.now() < endMs) {
    await pause(POLL_MS, signal);
    const next = await snapshotOf(path);
    if (!isSame(next, found)) changedMs = clock.now();
    found = next;
    if (found?.text && !isSame(found, before) && clock.now() - changedMs >= FILE.quietMs) break;
  }
  return found;
}

async function snapshotOf(path: string): Promise<Snapshot> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, changedMs: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
