import { choice } from '../input/kinds.js';
import { optional, readObject } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import { SEVERITIES } from '../verdicts/verdict.js';
import type { AllVerdicts, VerdictList } from './observing-bodies.js';
import { ApiError } from './api-error.js';
import { ignoredKeys } from './body.js';
import type { ControlContext } from './control-context.js';
import { incompleteness } from './incompleteness.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

const QUERY = { severity: optional(choice(SEVERITIES)) };

/** The verdicts about one stream, and about all. */
export function verdictRoutes(context: ControlContext): Route[] {
  const { server } = context;
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/verdicts',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { severity } = readQuery(request.query);
        const body: VerdictList = {
          verdicts: meeting.problems(severity),
          ...ignored(request.query),
          ...incompleteness([meeting], context),
        };
        response.json(body);
      },
    },
    {
      method: 'GET',
      path: '/api/verdicts',
      handle: (request, response) => {
        const { severity } = readQuery(request.query);
        const meetings = server.meetings();
        const ofStreams = meetings.flatMap((meeting) =>
          meeting.problems(severity).map((verdict) => ({ streamId: meeting.streamId, ...verdict })),
        );
        const ofNone = server.problems(severity);
        const body: AllVerdicts = {
          verdicts: [...ofStreams, ...ofNone],
          ...ignored(request.query),
          ...incompleteness(meetings, context),
        };
        response.json(body);
      },
    },
  ];
}

function ignored(query: object): { readonly warnings?: readonly string[] } {
  const warnings = ignoredKeys({ ...query }, [...Object.keys(QUERY), 'token']);
  return warnings.length > 0 ? { warnings } : {};
}

/** An empty parameter counts as absent. */
function readQuery(query: object): { readonly severity?: (typeof SEVERITIES)[number] } {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { unknown: 'ignore', form: 'strings' });
  if (reading.ok) return reading.value;
  const sentence = asSentence(`The query parameter ${namedClause(reading.problems[0], '')}`);
  throw new ApiError(400, 'invalid-query', sentence);
}
