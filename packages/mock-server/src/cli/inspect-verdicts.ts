import { JournalEntries } from '@rtms-mock/protocol/cassette';
import { CassetteReader } from '../cassette/cassette-reader.js';
import { generationOf } from '../policies.js';
import { RecordingCompletion } from '../verdicts/recording-completion.js';
import type { Verdict } from '../verdicts/verdict.js';
import { VerdictBook } from '../verdicts/verdict-book.js';

/** Verdicts about one recorded stream. */
export interface RecordedVerdicts {
  /** `rtms_stream_id`; `null` for what belongs to no stream. */
  readonly streamId: string | null;
  /** The verdicts. Their evidence are lines of the cassette; the header is line 1. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Judges the app of a cassette by the service of today.
 *
 * @throws {UsageError} for a file that is no cassette or cannot be read
 */
export async function verdictsOfCassette(path: string): Promise<readonly RecordedVerdicts[]> {
  const reader = await CassetteReader.open(path);
  const { header } = reader;
  const journal = new JournalEntries(header);
  // The journal of a server has everything.
  const completion = header.capabilities?.includes('journal')
    ? undefined
    : new RecordingCompletion(generationOf(header.generation));
  const book = new VerdictBook();
  const streamIds = new Set<string>();
  let number = 1;
  for await (const line of reader.lines()) {
    number += 1;
    const entry = journal.entry(line);
    if (entry === undefined) continue;
    const numbered = { ...entry, seq: number };
    for (const one of completion?.complete(numbered) ?? [numbered]) book.add(one);
    if (entry.streamId !== undefined) streamIds.add(entry.streamId);
  }
  const ofNone = book.withoutStream();
  return [
    ...[...streamIds].map((streamId) => ({ streamId, verdicts: book.of(streamId) })),
    ...(ofNone.length > 0 ? [{ streamId: null, verdicts: ofNone }] : []),
  ];
}

/** The verdicts for people. */
export function recordedVerdictsText(streams: readonly RecordedVerdicts[]): string {
  if (streams.length === 0) return 'The cassette contains no stream.\n';
  return streams
    .map(({ streamId, verdicts }) => {
      const title = streamId === null ? 'Without a stream' : `Stream ${streamId}`;
      if (verdicts.length === 0) return `${title}: no verdict, the app did everything right.\n`;
      return `${title}: ${verdicts.length === 1 ? '1 verdict' : `${verdicts.length} verdicts`}\n${verdicts.map(verdictText).join('')}`;
    })
    .join('\n');
}

function verdictText({ rule, severity, message, would, fix, source, evidence }: Verdict): string {
  const lines = evidence.length === 1 ? `line ${evidence[0]}` : `lines ${evidence.join(', ')}`;
  return `\n  ${severity}  ${rule}\n    ${[message, would, `Fix: ${fix}`, `${source}; ${lines}`].join('\n    ')}\n`;
}
