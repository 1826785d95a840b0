/**
 * Verdicts on the app: what the real service would have done. The server has them when its description names the call;
 * until then the place says that none exist.
 */
import { effect, signal } from '@preact/signals';
import type { JournalEntry } from '../api/bodies.js';
import { read } from '../api/http.js';
import { server } from '../state/events.js';
import { selected } from '../state/meetings.js';

/** One verdict. */
export interface Verdict {
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

const PATH = '/api/meetings/{streamId}/verdicts';
const POLL_MS = 2000;

const isOffered = signal(false);
/** Verdicts on the app of the shown stream. */
export const verdicts = signal<readonly Verdict[]>([]);
let severities: ReadonlyMap<number, Verdict['severity']> = new Map();

effect(() => {
  if (server.value === undefined) return;
  void read<{ readonly paths: { readonly [path: string]: object } }>('api/openapi.json').then(
    ({ paths }) => void (isOffered.value = PATH in paths),
    () => undefined,
  );
});

effect(() => {
  const streamId = selected.value?.streamId;
  if (!isOffered.value || streamId === undefined) return undefined;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      const path = `api/meetings/${encodeURIComponent(streamId)}/verdicts`;
      takeVerdicts((await read<{ readonly verdicts: readonly Verdict[] }>(path)).verdicts);
    } catch {
      // The next poll asks again; a lost server is announced by its sockets.
    }
  };
  void ask();
  const timer = setInterval(() => void ask(), POLL_MS);
  return () => clearInterval(timer);
});

function takeVerdicts(next: readonly Verdict[]): void {
  severities = new Map(
    next.flatMap(({ evidence, severity }) => evidence.map((seq) => [seq, severity] as const)),
  );
  verdicts.value = next;
}

/** Class of a row that is evidence of a verdict. */
export function verdictOf(_key: number, { seq }: JournalEntry): string {
  const severity = severities.get(seq);
  return severity === undefined ? '' : `verdict-${severity}`;
}

/** The verdicts on the app of the shown stream. */
export function Verdicts() {
  const { value: list } = verdicts;
  return (
    <details class="verdicts" open={list.length > 0}>
      <summary>Verdicts: {isOffered.value ? countText(list) : 'this server makes none'}</summary>
      <ul>
        {list.map(({ rule, severity, message, would, fix, source, evidence }) => (
          <li key={rule} class={`verdict-${severity}`}>
            <strong>{severity}</strong> <code>{rule}</code> {message}
            {would !== undefined && <p>{would}</p>}
            {fix !== undefined && <p>Fix: {fix}</p>}
            <p class="hint">
              {evidence.length > 0 && `Entries ${evidence.join(', ')}. `}
              {source}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

function countText(list: readonly Verdict[]): string {
  if (list.length === 0) return 'none, the app did everything right so far';
  const count = (severity: Verdict['severity']): number =>
    list.filter((one) => one.severity === severity).length;
  return `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes`;
}
