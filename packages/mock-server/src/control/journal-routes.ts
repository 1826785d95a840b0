import type { Request } from 'express';
import { choice, integer, STRING } from '../input/kinds.js';
import { optional, readObject, type Field, type Values } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { JournalFilter, JournalKind } from '../journal.js';
import type { JournalPage } from './api-bodies.js';
import { ApiError } from './api-error.js';
import { ignoredKeys } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

const KINDS = [
  'message',
  'connection',
  'state',
  'webhook',
  'fault',
  'note',
] as const satisfies readonly JournalKind[];

/** Query parameters. */
const QUERY = {
  streamId: optional(STRING),
  kind: optional(choice(KINDS)),
  direction: optional(choice(['sent', 'received'])),
  socket: optional(choice(['signaling', 'media'])),
  connectionId: optional(STRING),
  type: optional(STRING),
  after: optional(integer(0)),
  limit: optional(integer(1)),
} satisfies { readonly [K in keyof JournalFilter | 'limit']-?: Field };

/** Journal entries of one stream or of all. */
export function journalRoutes(context: ControlContext): Route[] {
  const { journal } = context.server;
  const page = (request: Request, streamId?: string): JournalPage => {
    const { limit, ...filter } = readQuery(request);
    const found = journal.find({ ...filter, ...(streamId !== undefined && { streamId }) });
    const warnings = ignoredKeys({ ...request.query }, Object.keys(QUERY));
    return {
      entries: limit === undefined ? found : found.slice(-limit),
      lastSeq: journal.lastSeq,
      ...(warnings.length > 0 && { warnings }),
    };
  };
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/journal',
      handle: (request, response) => {
        const { streamId } = findMeeting(context, request.params['streamId']);
        response.json(page(request, streamId));
      },
    },
    {
      method: 'GET',
      path: '/api/journal',
      handle: (request, response) => {
        response.json(page(request));
      },
    },
  ];
}

/** An empty parameter counts as absent. */
function readQuery({ query }: Request): Values<typeof QUERY> {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { unknown: 'ignore', form: 'strings' });
  if (reading.ok) return reading.value;
  const [problem] = reading.problems;
  const sentence = asSentence(`The query parameter ${namedClause(problem, '')}`);
  throw new ApiError(400, 'invalid-query', sentence);
}
