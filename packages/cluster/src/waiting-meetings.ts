import type { Logger } from '@rtms-mock/server';
import type { Labels } from '@rtms-mock/server/fleet';
import { MAX_AGE_TEXT } from './adoption-rules.js';

/** Labels as a user writes them: `region=eu, disk=fast`. */
export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** Says once of each meeting that it waits for a node with its labels. */
export class WaitingMeetings {
  readonly #logger: Logger;
  /** Keys of the meetings that waited when {@link announce} was called last. */
  #announced: ReadonlySet<string> = new Set();
  #waiting = new Set<string>();
  /** Number of meetings that are to be announced, by the labels that they wait for. */
  readonly #counts = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** A meeting waits. */
  add(key: string, labels: Labels): void {
    this.#waiting.add(key);
    if (this.#announced.has(key)) return;
    const text = labelsText(labels);
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1);
  }

  /** All that wait have been added: logs one line for all new ones with the same labels. */
  announce(): void {
    for (const [labels, count] of this.#counts) {
      const [meetings, they, end] =
        count === 1 ? ['1 meeting waits', 'It', 'ends'] : [`${count} meetings wait`, 'They', 'end'];
      this.#logger.log(
        'warn',
        `${meetings} for a node with ${labels}: none takes meetings now. ${they} ${end} in about ${MAX_AGE_TEXT} if none joins.`,
      );
    }
    this.#counts.clear();
    this.#announced = this.#waiting;
    this.#waiting = new Set();
  }
}
