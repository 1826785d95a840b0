/** Reads scenarios from plain data. */
import { PRODUCTS, type DialectName } from '@rtms-mock/protocol';
import { CONDITION_NAMES } from './conditions.js';
import { doubtAbout, type Cast } from './people.js';
import type { ScenarioProblem } from './scenario-problem.js';
import type { Moment, Scenario, ScenarioParticipant, TimelineEntry } from './scenario.js';
import { shown, type Kind } from './steps/field.js';
import { choice, DURATION, integer, TEXT } from './steps/kinds.js';
import { readStep, unknownKey, type Step } from './steps/index.js';

export type ScenarioReading =
  /** `warnings`: what may go wrong, depending on what the meeting plays. */
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: readonly ScenarioProblem[] }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

const KEYS = ['name', 'description', 'product', 'protocol', 'topic', 'media', 'participants', 'timeline'];
const PARTICIPANT_KEYS = ['name', 'present', 'media'];
const TIMING_KEYS = ['at', 'after', 'on', 'every', 'repeat'];
const MOST_ENTRIES = 1000;
const MOST_PARTICIPANTS = 100;

/** An object whose fields have not been checked. */
export interface PlainObject {
  readonly [key: string]: unknown;
}

/** Whether `value` is an object with named fields: not an array, not null. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Scenarios that {@link readScenario} returned. A set of objects, and not a mark on them: a mark would be copied by
 * `{ ...scenario, … }` and would then vouch for a copy that nothing has checked.
 */
const readScenarios = new WeakSet<object>();

/** Whether `value` comes from {@link readScenario}, so that it needs no further check. */
export function isReadScenario(value: object): value is Scenario {
  return readScenarios.has(value);
}

/** Reads a scenario from plain data, as from JSON or YAML. */
export function readScenario(data: unknown): ScenarioReading {
  const reader = new ScenarioReader();
  const scenario = reader.read(data);
  const { problems, warnings } = reader;
  if (!scenario || problems.length > 0) return { ok: false, problems };
  readScenarios.add(scenario);
  return { ok: true, scenario, warnings };
}

class ScenarioReader {
  readonly problems: ScenarioProblem[] = [];
  readonly warnings: ScenarioProblem[] = [];

  read(data: unknown): Scenario | undefined {
    if (!isPlainObject(data)) {
      this.#report([], `must be an object with a timeline, found ${shown(data)}`);
      return undefined;
    }
    this.#checkKeys(data, KEYS, [], 'a scenario');
    const protocol = this.#field(
      data,
      'protocol',
      choice<DialectName>(['string', '2025', '2026']),
      [],
      String,
    );
    const media = this.#field(data, 'media', TEXT);
    const participants = this.#participants(data['participants'], data['media'] !== undefined);
    const scenario = {
      name: this.#field(data, 'name', TEXT) ?? 'unnamed',
      description: this.#field(data, 'description', TEXT) ?? '',
      product: this.#field(data, 'product', choice(PRODUCTS)),
      protocol,
      topic: this.#field(data, 'topic', TEXT),
      media,
      participants,
      timeline: this.#timeline(data['timeline'], castOf(participants, media)),
    };
    return withoutUndefined(scenario);
  }

  #report(path: ScenarioProblem['path'], message: string, isKey = false): void {
    this.problems.push({ path, message, ...(isKey && { isKey }) });
  }

  #checkKeys(
    object: PlainObject,
    known: readonly string[],
    path: ScenarioProblem['path'],
    what: string,
  ): void {
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) this.#report([...path, key], unknownKey(key, known, what), true);
    }
  }

  #field<T>(
    object: PlainObject,
    key: string,
    kind: Kind<T>,
    path: ScenarioProblem['path'] = [],
    prepare: (value: unknown) => unknown = (value) => value,
  ): T | undefined {
    const value = object[key];
    if (value === undefined || value === null) return undefined;
    const reading = kind.read(prepare(value));
    if (reading.ok) return reading.value;
    this.#report([...path, key], reading.message);
    return undefined;
  }

  #list(value: unknown, key: string, most: number): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.#report([key], `must be a list, found ${shown(value)}`);
      return [];
    }
    if (value.length > most) this.#report([key], `may have ${most} entries at most, found ${value.length}`);
    return value.slice(0, most);
  }

  #participants(value: unknown, haveMedia: boolean): readonly ScenarioParticipant[] | undefined {
    if (value === undefined || value === null) return undefined;
    return this.#list(value, 'participants', MOST_PARTICIPANTS).map((entry, index) => {
      const path = ['participants', index];
      if (!isPlainObject(entry)) {
        this.#report(path, `must be an object such as {name: Ana}, found ${shown(entry)}`);
        return { name: '' };
      }
      this.#checkKeys(entry, PARTICIPANT_KEYS, path, 'a participant');
      const name = this.#field(entry, 'name', TEXT, path);
      if (name === undefined && entry['name'] === undefined) this.#report(path, 'has no name');
      const present = entry['present'];
      if (present !== undefined && typeof present !== 'boolean') {
        this.#report([...path, 'present'], `must be true or false, found ${shown(present)}`);
      }
      const media = this.#field(entry, 'media', TEXT, path);
      if (media !== undefined && haveMedia) {
        this.#report([...path, 'media'], 'cannot stand beside "media" of the whole meeting; keep one', true);
      }
      return {
        name: name ?? '',
        ...(typeof present === 'boolean' && { present }),
        ...(media !== undefined && { media }),
      };
    });
  }

  #timeline(value: unknown, cast: Cast): readonly TimelineEntry[] {
    return this.#list(value, 'timeline', MOST_ENTRIES).flatMap((entry, index) => {
      const path = ['timeline', index];
      const reading = readStep(entry, TIMING_KEYS);
      if (!reading.ok) {
        for (const { field, message } of reading.problems) {
          const isKey = message.startsWith('is not known');
          this.#report(field === undefined ? path : [...path, field], message, isKey);
        }
      }
      if (!isPlainObject(entry)) return [];
      if (reading.ok) this.#checkPerson(reading.step, cast, path);
      const when = this.#moment(entry, path);
      const every = this.#every(entry, path);
      return reading.ok ? [{ when, step: reading.step, ...(every && { every }) }] : [];
    });
  }

  #checkPerson(step: Step, cast: Cast, path: ScenarioProblem['path']): void {
    const doubt = 'participant' in step ? doubtAbout(step.participant, cast) : undefined;
    if (!doubt) return;
    const { isCertain, message } = doubt;
    (isCertain ? this.problems : this.warnings).push({ path: [...path, 'participant'], message });
  }

  #moment(entry: PlainObject, path: ScenarioProblem['path']): Moment {
    const atMs = this.#field(entry, 'at', DURATION, path);
    const afterMs = this.#field(entry, 'after', DURATION, path);
    const on = this.#field(entry, 'on', choice(CONDITION_NAMES), path);
    if (entry['at'] === undefined) return { afterMs: afterMs ?? 0, ...(on && { on }) };
    for (const key of ['after', 'on']) {
      if (entry[key] !== undefined)
        this.#report([...path, key], 'cannot stand beside "at"; keep one of them', true);
    }
    return { atMs: atMs ?? 0 };
  }

  #every(entry: PlainObject, path: ScenarioProblem['path']): TimelineEntry['every'] {
    const intervalMs = this.#field(entry, 'every', DURATION, path);
    const times = this.#field(entry, 'repeat', integer(1, 1_000_000), path);
    if (entry['repeat'] !== undefined && entry['every'] === undefined) {
      this.#report([...path, 'repeat'], 'needs "every": how long between two', true);
    }
    if (intervalMs === undefined) return undefined;
    if (intervalMs < 20) this.#report([...path, 'every'], 'must be 20ms or more');
    return { intervalMs, times: times ?? Infinity };
  }
}

function castOf(participants: readonly ScenarioParticipant[] | undefined, media: string | undefined): Cast {
  if (participants) return { kind: 'named', names: participants.map(({ name }) => name) };
  return { kind: media === undefined ? 'of-server' : 'of-recording' };
}

function withoutUndefined(
  scenario: {
    readonly [K in keyof Scenario]: Scenario[K] | undefined;
  } & Pick<Scenario, 'name' | 'description' | 'timeline'>,
): Scenario {
  const { product, protocol, topic, media, participants, ...rest } = scenario;
  return {
    ...rest,
    ...(product && { product }),
    ...(protocol && { protocol }),
    ...(topic !== undefined && { topic }),
    ...(media !== undefined && { media }),
    ...(participants && { participants }),
  };
}
