import { signal } from '@preact/signals';
import type { LogLine } from '../api/bodies.js';
import { logLines, logRevision } from '../state/events.js';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Choice, CopyButton, TextField } from '../ui/controls.js';
import { Region } from '../ui/region.js';
import { timeOfDay } from '../ui/words.js';

const LEVELS: readonly LogLine['level'][] = ['error', 'warn', 'info', 'debug', 'trace'];
/** Lines that are in the document; the search reaches all kept ones. */
const MAX_SHOWN = 300;

const level = signal<LogLine['level']>('info');
const search = signal('');

function shownLines(): readonly LogLine[] {
  void logRevision.value;
  const max = LEVELS.indexOf(level.value);
  const word = search.value.toLowerCase();
  return logLines().filter(
    (line) => LEVELS.indexOf(line.level) <= max && (word === '' || textOf(line).toLowerCase().includes(word)),
  );
}

function textOf({ message, fields }: LogLine): string {
  const entries = Object.entries(fields ?? {});
  return entries.length === 0
    ? message
    : `${message} ${entries.map(([name, value]) => `${name}=${String(value)}`).join(' ')}`;
}

/** The server's log lines. */
export function LogRegion() {
  const lines = shownLines();
  const box = useRef<HTMLDivElement>(null);
  const newest = lines.at(-1)?.seq;
  useLayoutEffect(() => {
    const { current } = box;
    if (current) current.scrollTop = current.scrollHeight;
  }, [newest]);
  return (
    <Region name="Log" tools={<LogTools lines={lines} />}>
      <div ref={box} class="lines log" role="log" aria-label="Log lines" tabIndex={0}>
        {lines.length === 0 && <p class="hint">The server has logged nothing yet.</p>}
        {lines.slice(-MAX_SHOWN).map((line) => (
          <p key={line.seq} class={`level-${line.level}`}>
            <span class="cell-time">{timeOfDay(line.unixMs)}</span> <b>{line.level}</b> {textOf(line)}
          </p>
        ))}
      </div>
    </Region>
  );
}

function LogTools({ lines }: { readonly lines: readonly LogLine[] }) {
  return (
    <>
      <TextField
        label="Search log"
        hideLabel
        type="search"
        placeholder="search"
        value={search.value}
        change={(value) => {
          search.value = value;
        }}
      />
      <Choice
        label="Log level"
        hideLabel
        value={level.value}
        change={(value) => {
          level.value = LEVELS.find((name) => name === value) ?? 'info';
        }}
        options={LEVELS.map(
          (name) => [name, name === 'error' ? 'errors only' : `${name} and above`] as const,
        )}
      />
      <CopyButton
        text={() => lines.map((line) => `${timeOfDay(line.unixMs)} ${line.level} ${textOf(line)}`).join('\n')}
      />
    </>
  );
}
