import type { Request } from 'express';
import { integer, POSITIVE_DURATION, STRING, type Kind } from '../input/kinds.js';
import { optional, readObject, required } from '../input/object.js';
import { OptionError } from '../input/option-error.js';
import { good, mustBe, namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { JournalEntry } from '../journal.js';
import { ServerClosedError, type MockMeeting } from '../server/mock-meeting.js';
import { latestEntry, readWaitText, WaitTimeoutError, type WaitTarget } from '../server/wait-target.js';
import type { WaitTimeout } from './observing-bodies.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { incompleteness } from './incompleteness.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

/** Time for which a request waits that names none, in milliseconds. */
export const DEFAULT_WAIT_MS = 5000;

/** Longest time that a request may wait, in milliseconds. */
const MAX_WAIT_MS = 10 * 60_000;

const TIMEOUT_FORM = 'a duration such as 300ms or 5s, at most 10m';

const TIMEOUT: Kind<number> = {
  ...POSITIVE_DURATION,
  parse: (text) => {
    const reading = POSITIVE_DURATION.parse(text);
    return reading.ok && reading.value <= MAX_WAIT_MS ? good(reading.value) : mustBe(TIMEOUT_FORM, text);
  },
};

const QUERY = {
  for: required(
    STRING,
    '',
    'It is a state, a moment, or the type of a journal entry, such as streaming or KEEP_ALIVE_RESP.',
  ),
  timeout: optional(TIMEOUT),
  after: optional(integer(0)),
};

/** Waits until something has happened on a stream: `waitFor` for programs in any language. */
export function waitRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/wait',
      handle: async (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { target, timeoutMs, after } = readQuery(request, meeting.streamId);
        const gone = new AbortController();
        response.once('close', () => gone.abort());
        try {
          const entry = await meeting.waitFor(target, { timeoutMs, after, signal: gone.signal });
          response.json(entry ?? reachedBefore(target, meeting, context));
        } catch (error) {
          if (gone.signal.aborted) return;
          if (error instanceof ServerClosedError) throw new ApiError(503, 'server-closed', error.message);
          if (!(error instanceof WaitTimeoutError)) throw error;
          const body: WaitTimeout = {
            error: { code: 'timeout', message: error.message },
            state: meeting.state,
            latest: error.latest,
            ...incompleteness([meeting], context),
          };
          response.status(408).json(body);
        }
      },
    },
  ];
}

interface WaitQuery {
  readonly target: WaitTarget;
  readonly timeoutMs: number;
  readonly after: number;
}

function readQuery({ query }: Request, streamId: string): WaitQuery {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { otherKeys: ['token'], form: 'strings' });
  if (!reading.ok) {
    const [problem] = reading.problems;
    const sentence = asSentence(`The query parameter ${namedClause(problem, '')}`);
    throw new ApiError(400, 'invalid-query', sentence, problem.hint);
  }
  const { for: text, timeout = DEFAULT_WAIT_MS, after = 0 } = reading.value;
  try {
    return { target: readWaitText(text, streamId), timeoutMs: timeout, after };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new ApiError(400, 'invalid-query', asSentence(`The query parameter for: ${error.message}`));
  }
}

/** The entry with which a state was reached before. The journal may have dropped it: then one without data. */
function reachedBefore(
  target: WaitTarget,
  { streamId, state }: MockMeeting,
  { server: { journal, clock } }: ControlContext,
): JournalEntry {
  return (
    latestEntry(target, streamId, journal) ?? {
      seq: journal.lastSeq,
      atMs: clock.now(),
      unixMs: clock.unixMs(),
      kind: 'state',
      streamId,
      type: state,
      detail: {},
    }
  );
}
