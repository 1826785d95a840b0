/**
 * Verdicts on the app: what the real service would have done. The server has them when its description names the call;
 * until then the place says that none exist.
 */
import { computed, effect, signal } from '@preact/signals';
import type { JournalEntry } from '../api/bodies.js';
import { read } from '../api/http.js';
import { server } from '../state/events.js';
import { selected } from '../state/meetings.js';
import { verdictsFor, verdictsText, type Verdict } from './verdict-words.js';

const PATH = '/api/verdicts';
const POLL_MS = 2000;

const isOffered = signal(false);
/** Verdicts of the server, on all streams and on none. */
const known = signal<readonly Verdict[]>([]);
const shownId = computed(() => selected.value?.streamId);
/** Verdicts on the app of the shown stream, and those that belong to no stream. */
export const verdicts = computed(() => verdictsFor(known.value, shownId.value));

const severities = computed<ReadonlyMap<number, Verdict['severity']>>(
  () =>
    new Map(
      verdicts.value.flatMap(({ evidence, severity }) => evidence.map((seq) => [seq, severity] as const)),
    ),
);

effect(() => {
  if (server.value === undefined) return;
  void read<{ readonly paths: { readonly [path: string]: object } }>('api/openapi.json').then(
    ({ paths }) => void (isOffered.value = PATH in paths),
    () => undefined,
  );
});

effect(() => {
  if (!isOffered.value) return undefined;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      known.value = (await read<{ readonly verdicts: readonly Verdict[] }>('api/verdicts')).verdicts;
    } catch {
      // The next poll asks again; a lost server is announced by its sockets.
    }
  };
  void ask();
  const timer = setInterval(() => void ask(), POLL_MS);
  return () => clearInterval(timer);
});

/** Class of a row that is evidence of a verdict. */
export function verdictOf(_key: number, { seq }: JournalEntry): string {
  const severity = severities.value.get(seq);
  return severity === undefined ? '' : `verdict-${severity}`;
}

/** The verdicts on the app of the shown stream, and those that belong to no stream. */
export function Verdicts() {
  const { value: list } = verdicts;
  const text = isOffered.value ? verdictsText(list, selected.value) : 'this server makes none';
  return (
    <details class="verdicts" open={list.length > 0}>
      <summary>Verdicts: {text}</summary>
      <ul>
        {list.map(({ streamId, rule, severity, message, would, fix, source, evidence }) => (
          <li key={`${streamId ?? ''} ${rule} ${message}`} class={`verdict-${severity}`}>
            <strong>{severity}</strong> <code>{rule}</code> {message}
            {would !== undefined && <p>{would}</p>}
            {fix !== undefined && <p>Fix: {fix}</p>}
            <p class="hint">
              {streamId === undefined && 'Belongs to no meeting. '}
              {evidence.length > 0 &&
                `${evidence.length === 1 ? 'Entry' : 'Entries'} ${evidence.join(', ')}. `}
              {source}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
