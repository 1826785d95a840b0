/** Commands that control the meetings of a running server: `pause`, `resume`, `stop`, `start`, `end` and `step`. */
import type { FlagValues } from '../config/option-names.js';
import type { StepDone } from '../control/api-bodies.js';
import { STRING } from '../input/kinds.js';
import { UsageError } from '../input/usage-error.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { Options } from '../settings/option.js';
import { problemOfTypedStep } from '../scenarios/steps/read-step.js';
import { createApiClient, ServerGoneError, type ApiClient } from './api-client.js';
import { DEFAULT_SERVER, MEETING_OPTIONS } from './meeting.js';
import { onlyStream, onStream } from './stream-choice.js';
import type { Surroundings } from './surroundings.js';

const { server, apiToken } = MEETING_OPTIONS;

/** Options of `rtms-mock step`. */
export const STEP_OPTIONS = {
  server,
  apiToken,
  stream: {
    kind: { ...STRING, argument: 'ID' },
    defaultText: 'the only running stream',
    group: 'meetings',
    description: 'id of the stream, or its end as the log shows it',
  },
} as const satisfies Options;

/** Options of the commands `pause`, `resume` and `start`. */
export const ACTION_OPTIONS = {
  ...STEP_OPTIONS,
  stream: { ...STEP_OPTIONS.stream, defaultText: 'that of every running meeting' },
} as const satisfies Options;

/** Options of the commands `stop` and `end`. */
export const STOP_OPTIONS = {
  ...ACTION_OPTIONS,
  reason: {
    kind: { ...STRING, argument: 'REASON' },
    group: 'meetings',
    description: 'stop reason by number or name, such as 6 or STOP_BC_MEETING_ENDED',
  },
} as const satisfies Options;

/**
 * Performs an action on one stream or on every running meeting, and prints the outcome of each. Returns the exit code: 1
 * if the action was refused, has not reached all meetings, or there is none.
 */
export async function act(
  action: MeetingAction,
  values: FlagValues<typeof STOP_OPTIONS>,
  { stdout, stderr, clock }: Pick<Surroundings, 'stdout' | 'stderr' | 'clock'>,
): Promise<number> {
  const { stream, reason } = values;
  const api = client(values);
  const given = reason !== undefined && { reason: /^\d+$/.test(reason) ? Number(reason) : reason };
  const { results, incomplete = false } = await (stream === undefined
    ? api.act(action, { ...given })
    : onStream({ api, clock }, stream, (streamId) => api.act(action, { ...given, streamId })));
  for (const { streamId, ok, state, message } of results) {
    if (ok) stdout.write(`${action} ${streamId}: ${state}\n`);
    else stderr.write(`rtms-mock: ${action} ${streamId}: ${message ?? 'was refused'}\n`);
  }
  if (incomplete) stderr.write(`rtms-mock: ${missingMeetings(action)}\n`);
  else if (results.length === 0) stderr.write(`rtms-mock: there is no meeting to ${action}\n`);
  return results.length > 0 && results.every(({ ok }) => ok) && !incomplete ? 0 : 1;
}

/** Why an action has not reached all meetings, and what follows. */
function missingMeetings(action: MeetingAction): string {
  const what =
    'some meetings are missing, because the worker or node that played them is lost, or refuses as the log of the server says;';
  return action === 'end' || action === 'stop'
    ? `${what} ${action} follows as soon as another one goes on with them`
    : `${what} run ${action} again in a moment, when another one goes on with them`;
}

/**
 * Performs a scenario step or fault and prints its explanation. `words`: the name of the step and its fields as
 * `name=value`, or one JSON object. Returns the exit code.
 *
 * @throws {UsageError} if the step cannot be read or performed
 */
export async function performStep(
  words: readonly string[],
  values: FlagValues<typeof STEP_OPTIONS>,
  { stdout, clock }: Pick<Surroundings, 'stdout' | 'clock'>,
): Promise<number> {
  const step = readWords(words);
  const api = client(values);
  const { stream } = values;
  const lookup = { api, clock };
  const perform = (streamId: string): Promise<StepDone> =>
    api.step(streamId, step.object).catch((error: unknown) => {
      throw inTypedWords(error, step);
    });
  const { explanation } = await (stream === undefined
    ? perform(await onlyStream(lookup))
    : onStream(lookup, stream, perform));
  stdout.write(`${explanation}\n`);
  return 0;
}

/** The server speaks of the JSON that it received. For a step that was typed in words, says the same about the words. */
function inTypedWords(error: unknown, { typed }: WrittenStep): unknown {
  const problem = typed && problemOfTypedStep(typed.name, typed.fields);
  return problem === undefined || error instanceof ServerGoneError
    ? error
    : new UsageError(problem, { cause: error });
}

function client({ server: url, apiToken: token }: FlagValues<typeof STEP_OPTIONS>): ApiClient {
  return createApiClient(url ?? DEFAULT_SERVER, token);
}

/** A step as written on the command line. */
interface WrittenStep {
  /** The step as data. */
  readonly object: object;
  /** Name and fields, unless it was written as JSON. */
  readonly typed?: { readonly name: string; readonly fields: { readonly [name: string]: unknown } };
}

/** Reads a step such as `close-socket socket=media code=1011`, or as JSON. */
function readWords([first = '', ...words]: readonly string[]): WrittenStep {
  if (first.trimStart().startsWith('{')) {
    const step = parsed(first);
    if (typeof step === 'object' && step !== null && words.length === 0) return { object: step };
    throw new UsageError(
      `${first.slice(0, 100)} is not valid JSON; write the step as its name and fields, such as close-socket socket=media`,
    );
  }
  if (first.includes('=')) {
    throw new UsageError(
      `"${first.slice(0, 100)}" is a field; write the name of the step first, such as close-socket socket=media`,
    );
  }
  const entries = words.map((field): [string, unknown] => {
    const at = field.indexOf('=');
    if (at > 0) return [field.slice(0, at), parsed(field.slice(at + 1))];
    throw new UsageError(
      `"${field.slice(0, 100)}" is no field of the step; write it as name=value, such as socket=media`,
    );
  });
  const fields = Object.fromEntries(entries);
  return { object: { ...fields, do: first }, typed: { name: first, fields } };
}

/** A number, a boolean or an object as JSON writes it; any other text as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
