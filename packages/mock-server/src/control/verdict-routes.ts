import { choice } from '../input/kinds.js';
import { optional, readObject } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import { SEVERITIES } from '../verdicts/verdict.js';
import type { VerdictList } from './api-bodies.js';
import { ApiError } from './api-error.js';
import { ignoredKeys } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

const QUERY = { severity: optional(choice(SEVERITIES)) };

/** The verdicts about an app. */
export function verdictRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/verdicts',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { severity } = readQuery(request.query);
        const warnings = ignoredKeys({ ...request.query }, [...Object.keys(QUERY), 'token']);
        const body: VerdictList = {
          verdicts: meeting.problems(severity),
          ...(warnings.length > 0 && { warnings }),
        };
        response.json(body);
      },
    },
  ];
}

/** An empty parameter counts as absent. */
function readQuery(query: object): { readonly severity?: (typeof SEVERITIES)[number] } {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { unknown: 'ignore', form: 'strings' });
  if (reading.ok) return reading.value;
  const sentence = asSentence(`The query parameter ${namedClause(reading.problems[0], '')}`);
  throw new ApiError(400, 'invalid-query', sentence);
}
