/** Lets an app transcribe a meeting, and compares the result with what was said. */
import { readFile } from 'node:fs/promises';
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
  const { server, protocol, webhookUrl, file, maxWer, signal, clock } = input;
  const before = await contentOf(file);
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
  const content = await settledContent(file, before, { signal, clock });
  const added = content.startsWith(before) ? content.slice(before.length) : content;
  const speakers = meeting.view().people.map(({ name }) => name);
  const said = utterances.flatMap(({ text }) => wordsOf(text));
  const found = wordsOf(spokenText(added, speakers));
  const wer = Math.round(wordErrorRate(said, found) * 1000) / 1000;
  return { wer, maxWer, words: said.length, found: found.length };
}

/** Waits until the file has changed and then stays as it is. */
async function settledContent(
  file: string,
  before: string,
  { signal, clock }: Pick<TranscriptInput, 'signal' | 'clock'>,
): Promise<string> {
  const endMs = clock.now() + FILE.limitMs;
  let content = await contentOf(file);
  let changedMs = clock.now();
  while (!signal.aborted && clock.now() < endMs) {
    await pause(POLL_MS, signal);
    const next = await contentOf(file);
    if (next !== content) changedMs = clock.now();
    content = next;
    if (content !== before && clock.now() - changedMs >= FILE.quietMs) break;
  }
  return content;
}

/** Content of the file; empty while it does not exist. */
async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
