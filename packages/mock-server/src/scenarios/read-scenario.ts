import { PRODUCTS, type DialectName } from '@rtms-mock/protocol';
import {
  array,
  BOOLEAN,
  choice,
  dataKind,
  DURATION,
  integer,
  isObject,
  OBJECT,
  STRING,
  type Kind,
  type PlainObject,
} from '../input/kinds.js';
import { object, optional, readObject, required, withDefault, type Values } from '../input/object.js';
import { failed, good, mustBe, type Path, type Problem, type Reading } from '../input/reading.js';
import { PROTOCOLS } from '../policies.js';
import { CONDITION_NAMES } from './conditions.js';
import { doubtAbout, type KnownParticipants } from './known-participants.js';
import type { Moment, ParticipantRange, Scenario, ScenarioParticipant, TimelineEntry } from './scenario.js';
import { MAX_PARTICIPANTS, PARTICIPANT_RANGE } from './several-participants.js';
import type { Step } from './steps/index.js';
import { participantField, readStep, STEP_FORM } from './steps/read-step.js';

/** A scenario that was read, or everything that is wrong with it. */
export type ScenarioReading =
  /** `warnings`: problems that occur only with some of the media that a meeting may play. */
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_ENTRIES = 1000;
const MIN_INTERVAL_MS = 20;

const CHANCE_FORM = 'a probability above 0 and at most 1, such as 0.3';

const CHANCE: Kind<number> = dataKind(CHANCE_FORM, (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? good(value) : mustBe(CHANCE_FORM, value),
);

const TIMING = {
  at: optional(DURATION),
  after: optional(DURATION),
  on: optional(choice(CONDITION_NAMES)),
  every: optional(DURATION),
  repeat: optional(integer(1, 1_000_000)),
  participants: optional(PARTICIPANT_RANGE),
  chance: optional(CHANCE),
};

const PARTICIPANT = object(
  {
    name: required(STRING),
    count: optional(integer(1, MAX_PARTICIPANTS)),
    present: optional(BOOLEAN),
    media: optional(STRING),
    share: optional(STRING),
  },
  { accepts: 'an object such as {name: Ana}', name: 'a participant' },
);

const TIMELINE_ENTRY: Kind<TimelineEntry> = dataKind(STEP_FORM, readEntry);

const SCENARIO = {
  name: withDefault(STRING, 'unnamed'),
  description: withDefault(STRING, ''),
  product: optional(choice(PRODUCTS)),
  protocol: optional(choice<DialectName>(PROTOCOLS)),
  topic: optional(STRING),
  webhookFields: optional(OBJECT),
  media: optional(STRING),
  participants: optional(array(PARTICIPANT, MAX_PARTICIPANTS)),
  timeline: withDefault<readonly TimelineEntry[]>(array(TIMELINE_ENTRY, MAX_ENTRIES), []),
};

/**
 * Scenarios that {@link readScenario} returned. Kept in a set because a mark on the object would be copied by
 * `{ ...scenario, … }`, and the changed copy would then pass as checked.
 */
const readScenarios = new WeakSet<object>();

/** True for an object that {@link readScenario} returned, which needs no further check. */
export function isReadScenario(value: object): value is Scenario {
  return readScenarios.has(value);
}

/** Reads a scenario from plain data, as from JSON or YAML. */
export function readScenario(data: unknown): ScenarioReading {
  const reading = readObject(SCENARIO, data, { accepts: 'an object with a timeline', name: 'a scenario' });
  if (!reading.ok) return failed([...reading.problems, ...furtherProblems(data)]) ?? reading;
  const scenario = { ...reading.value, ...withEach(reading.value.participants) };
  const doubts = doubtsAbout(scenario.timeline.map(mentioned), scenario);
  const problems = failed([...participantProblems(reading.value), ...certain(doubts)]);
  if (problems) return problems;
  readScenarios.add(scenario);
  return {
    ok: true,
    scenario,
    warnings: doubts.filter(({ isCertain }) => !isCertain).map(({ problem }) => problem),
  };
}

/** Parts of a scenario that decide who takes part. */
const WHO = { participants: SCENARIO.participants, media: SCENARIO.media };

/** Problems between the parts of a scenario of which other parts cannot be read, so that all are reported at once. */
function furtherProblems(data: unknown): readonly Problem[] {
  const who = readObject(WHO, data, { unknown: 'ignore' });
  if (!who.ok || !isObject(data)) return [];
  const { timeline } = data;
  const mentions = Array.isArray(timeline) ? timeline.slice(0, MAX_ENTRIES).map(mentionedIn) : [];
  const doubts = doubtsAbout(mentions, { ...who.value, ...withEach(who.value.participants) });
  return [...participantProblems(who.value), ...certain(doubts)];
}

function participantProblems(who: Values<typeof WHO>): readonly Problem[] {
  return [...mediaProblems(who), ...countProblems(who.participants, withEach(who.participants).participants)];
}

function keyProblem(path: Path, message: string): Problem {
  return { path, message, subject: 'key' };
}

/** A participant as a file contains it; `count` stands for several. */
type WrittenParticipant = ScenarioParticipant & { readonly count?: number | undefined };

/** Writes out the participants that a `count` stands for: `Guest 1`, `Guest 2` and so on. */
function withEach(written: readonly WrittenParticipant[] | undefined): Pick<Scenario, 'participants'> {
  if (!written) return {};
  return {
    participants: written.flatMap(({ count, ...participant }) =>
      count === undefined
        ? [participant]
        : Array.from({ length: count }, (_, i) => ({ ...participant, name: `${participant.name} ${i + 1}` })),
    ),
  };
}

function countProblems(
  written: readonly WrittenParticipant[] = [],
  all: readonly ScenarioParticipant[] = [],
): Problem[] {
  return [
    ...written.flatMap((participant, index) =>
      (['media', 'share'] as const).flatMap((key) =>
        participant.count === undefined || participant[key] === undefined
          ? []
          : keyProblem(['participants', index, key], 'cannot be combined with "count"; keep one of them'),
      ),
    ),
    ...(all.length <= MAX_PARTICIPANTS
      ? []
      : [
          {
            path: ['participants'],
            message: `must be at most ${MAX_PARTICIPANTS}, found ${all.length} with those that "count" stands for`,
            subject: 'value' as const,
          },
        ]),
  ];
}

/** Problems of participants with their own recordings in a scenario whose meeting has one for all. */
function mediaProblems({ media, participants = [] }: Pick<Scenario, 'media' | 'participants'>): Problem[] {
  if (media === undefined) return [];
  return participants.flatMap((participant, index) =>
    (['media', 'share'] as const).flatMap((key) =>
      participant[key] === undefined
        ? []
        : keyProblem(
            ['participants', index, key],
            'cannot be combined with "media" of the meeting; keep one of them',
          ),
    ),
  );
}

/** A participant of an entry, and the key that names it. */
interface Mention {
  readonly participant: string | number;
  readonly key: 'participant' | 'participants';
}

/** The participant of an entry; of several the last one. */
function mentioned({ step, participants }: TimelineEntry): Mention | undefined {
  if (!('participant' in step)) return undefined;
  return participants === undefined
    ? { participant: step.participant, key: 'participant' }
    : { participant: participants.last, key: 'participants' };
}

/** Like {@link mentioned}, of an entry that may have other problems. */
function mentionedIn(entry: unknown): Mention | undefined {
  const field = isObject(entry) ? participantField(entry) : undefined;
  if (!isObject(entry) || field === undefined) return undefined;
  const timing = readObject({ participants: TIMING.participants }, entry, { unknown: 'ignore' });
  if (!timing.ok) return undefined;
  if (timing.value.participants) return { participant: timing.value.participants.last, key: 'participants' };
  const named = field.kind.read(entry['participant']);
  if (!named.ok || (typeof named.value !== 'string' && typeof named.value !== 'number')) return undefined;
  return { participant: named.value, key: 'participant' };
}

interface Doubt {
  readonly isCertain: boolean;
  readonly problem: Problem;
}

function certain(doubts: readonly Doubt[]): readonly Problem[] {
  return doubts.filter(({ isCertain }) => isCertain).map(({ problem }) => problem);
}

/** Participants of entries, in their order, who do not, or may not, take part in the meeting. */
function doubtsAbout(
  mentions: readonly (Mention | undefined)[],
  who: Pick<Scenario, 'participants' | 'media'>,
): readonly Doubt[] {
  const known = knownParticipants(who);
  return mentions.flatMap((mention, index) => {
    const doubt = mention && doubtAbout(mention.participant, known);
    if (!doubt) return [];
    const { isCertain, message } = doubt;
    const path = ['timeline', index, mention.key];
    return [{ isCertain, problem: { path, message, subject: 'value' as const } }];
  });
}

function knownParticipants({
  participants,
  media,
}: Pick<Scenario, 'participants' | 'media'>): KnownParticipants {
  if (participants) return { kind: 'named', names: participants.map(({ name }) => name) };
  return { kind: media === undefined ? 'of-server' : 'of-recording' };
}

/** Reads a step and its time, which are keys of the same object. */
function readEntry(data: unknown): Reading<TimelineEntry> {
  if (!isObject(data)) return mustBe(STEP_FORM, data);
  const timing = readObject(TIMING, data, { unknown: 'ignore' });
  // Positions that cannot be read are a problem of their own; the step is then read as that of the first participant.
  const unread = data['participants'] === undefined ? undefined : { first: 1, last: 1 };
  const step = readStepFor(data, timing.ok ? timing.value.participants : unread);
  const problems = failed([
    ...(step.ok ? [] : step.problems),
    ...(timing.ok ? timingProblems(timing.value) : timing.problems),
  ]);
  if (problems) return problems;
  if (!step.ok) return step;
  if (!timing.ok) return timing;
  const { every, repeat, participants, chance } = timing.value;
  return good({
    when: momentOf(timing.value),
    step: step.value,
    ...(every !== undefined && { every: { intervalMs: every, times: repeat ?? Infinity } }),
    ...(participants && { participants }),
    ...(chance !== undefined && { chance }),
  });
}

/** Reads the step of an entry. That of several participants is read with the first of them. */
function readStepFor(data: PlainObject, participants: ParticipantRange | undefined): Reading<Step> {
  const keys = Object.keys(TIMING);
  if (!participants) return readStep(data, keys);
  if (data['participant'] !== undefined) {
    const both = keyProblem(['participant'], 'cannot be combined with "participants"; keep one of them');
    const step = readStep(data, keys);
    return failed([both, ...(step.ok ? [] : step.problems)]) ?? step;
  }
  const step = readStep({ ...data, participant: participants.first }, keys);
  if (step.ok) return step;
  const others = step.problems.filter(({ path }) => path[0] !== 'participant');
  if (others.length === step.problems.length) return step;
  const only = keyProblem(['participants'], 'is only for steps with a participant, such as join');
  return failed([only, ...others]) ?? step;
}

function timingProblems(timing: Values<typeof TIMING>): Problem[] {
  const { at, after, on, every, repeat, participants } = timing;
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries({ after, on })) {
    if (at === undefined || value === undefined) continue;
    problems.push(keyProblem([key], 'cannot be combined with "at"; keep one of them'));
  }
  if (repeat !== undefined && participants !== undefined) {
    problems.push(keyProblem(['repeat'], 'cannot be combined with "participants"; keep one of them'));
  } else if (repeat !== undefined && every === undefined) {
    problems.push(keyProblem(['repeat'], 'needs "every", the time between two repetitions'));
  }
  if (every !== undefined && every < MIN_INTERVAL_MS) {
    problems.push({ path: ['every'], message: `must be ${MIN_INTERVAL_MS}ms or more`, subject: 'value' });
  }
  return problems;
}

function momentOf({ at, after = 0, on }: Values<typeof TIMING>): Moment {
  if (at !== undefined) return { atMs: at };
  return { afterMs: after, ...(on !== undefined && { on }) };
}
