import type { Scenario, TimelineEntry } from './scenario.js';
import { performances } from './several-participants.js';
import { explainStep } from './steps/index.js';

/** Describes the time of an entry: `5 s after ready, then every 2 s, 3 times in all`. */
export function explainMoment(entry: TimelineEntry): string {
  const { when, every, chance } = entry;
  const times = performances(entry);
  const again =
    every === undefined
      ? ''
      : `, then every ${seconds(every.intervalMs)}${times === Infinity ? '' : `, ${times} times in all`}`;
  const by = chance === undefined ? again : `${again}, each with a probability of ${chance}`;
  if ('atMs' in when) return `${seconds(when.atMs)} after the meeting began${by}`;
  const delay = when.afterMs === 0 ? '' : `${seconds(when.afterMs)} after `;
  if (when.on !== undefined) return `${delay === '' ? 'on ' : delay}${when.on}${by}`;
  return `${delay === '' ? 'after ' : delay}the previous step${by}`;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

/** Describes the timeline, one line for each entry: its time and the effect of its step. */
export function explainScenario(scenario: Scenario): string[] {
  return scenario.timeline.map(
    (entry) => `${explainMoment(entry)}: ${explainStep(entry.step)}${explainOthers(entry)}`,
  );
}

function explainOthers({ participants }: TimelineEntry): string {
  if (!participants || participants.first === participants.last) return '';
  const { first, last } = participants;
  return first + 1 === last
    ? ` Then the same for participant ${last}.`
    : ` Then the same for participants ${first + 1} to ${last}.`;
}
