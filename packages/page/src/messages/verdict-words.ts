/** Verdicts in words, and which of them are shown. */
import type { StreamView } from '../api/bodies.js';
import { countOf } from '../ui/words.js';

/** One verdict. */
export interface Verdict {
  /** Absent if it belongs to no stream: the answer to a URL validation, for example. */
  readonly streamId?: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  /** Sequence numbers of journal entries. */
  readonly evidence: readonly number[];
  /** Reaction of the real service. */
  readonly would?: string;
  readonly fix?: string;
  /** Section of PROTOCOL.md, or a public page. */
  readonly source?: string;
}

const SEVERITIES = ['error', 'warning', 'note'] as const;

/** The verdicts on the app of a stream, then those that belong to no stream. */
export function verdictsFor(all: readonly Verdict[], streamId: string | undefined): readonly Verdict[] {
  return [
    ...all.filter((verdict) => verdict.streamId !== undefined && verdict.streamId === streamId),
    ...all.filter((verdict) => verdict.streamId === undefined),
  ];
}

/** `1 error, 2 notes`, or why there is none: an app is praised only once it has joined. */
export function verdictsText(
  verdicts: readonly Verdict[],
  stream: Pick<StreamView, 'wasJoined' | 'connections'> | undefined,
): string {
  if (verdicts.length > 0) {
    return SEVERITIES.map(
      (severity) => [severity, verdicts.filter((one) => one.severity === severity)] as const,
    )
      .filter(([, found]) => found.length > 0)
      .map(([severity, found]) => countOf(found.length, severity))
      .join(', ');
  }
  if (stream === undefined) return 'none yet, there is no meeting';
  if (stream.wasJoined) return 'none, the app did everything right so far';
  return stream.connections.length === 0
    ? 'none yet, no app has joined the shown meeting'
    : 'none yet, an app is joining the shown meeting';
}
