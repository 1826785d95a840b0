/** Scenarios in which everyone speaks in turn. Pure. */
import type { ScenarioChoice } from '../scenarios/choose.js';

/** A scenario as a file contains it. */
export type ScenarioSource = Exclude<ScenarioChoice, string> & {
  readonly timeline?: readonly object[];
};

/** Meeting time for which a participant is the active speaker, in milliseconds. */
export const TURN_MS = 5000;

/** Groups of meetings whose speakers change at different moments, as in unrelated meetings. */
export const PHASES = 10;

/** Returns the scenario with participants who become the active speaker one after the other. `index`: number of the meeting. */
export function withRotatingSpeakers(
  source: ScenarioSource,
  participants: number,
  index: number,
): ScenarioSource {
  const offsetMs = ((index % PHASES) * TURN_MS) / PHASES;
  const turns = Array.from({ length: participants }, (_, position) => ({
    at: `${offsetMs + position * TURN_MS}ms`,
    every: `${participants * TURN_MS}ms`,
    do: 'active-speaker',
    participant: position + 1,
  }));
  return { ...source, timeline: [...(source.timeline ?? []), ...turns] };
}
