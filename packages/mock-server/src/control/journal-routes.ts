import type { Request } from 'express';
import { Fields } from '../input/fields.js';
import type { JournalFilter, JournalKind } from '../journal.js';
import type { JournalPage } from './api-bodies.js';
import { ApiError } from './api-error.js';
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
const DIRECTIONS = ['sent', 'received'] as const;
const SOCKETS = ['signaling', 'media'] as const;
const PARAMETERS = ['streamId', 'kind', 'direction', 'socket', 'connectionId', 'type', 'after', 'limit'];

/** Journal entries of one stream or of all. */
export function journalRoutes(context: ControlContext): Route[] {
  const { journal } = context.server;
  const page = (request: Request, filter: JournalFilter): JournalPage => {
    const limit = count(request, 'limit', 1);
    const warnings = unknownParameters(request);
    const found = journal.find(filter);
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
        response.json(page(request, { ...readFilter(request), streamId }));
      },
    },
    {
      method: 'GET',
      path: '/api/journal',
      handle: (request, response) => {
        const streamId = text(request, 'streamId');
        const filter = { ...readFilter(request), ...(streamId !== undefined && { streamId }) };
        response.json(page(request, filter));
      },
    },
  ];
}

function readFilter(request: Request): JournalFilter {
  const kind = choice(request, 'kind', KINDS);
  const direction = choice(request, 'direction', DIRECTIONS);
  const socket = choice(request, 'socket', SOCKETS);
  const connectionId = text(request, 'connectionId');
  const type = text(request, 'type');
  const after = count(request, 'after', 0);
  return {
    ...(kind !== undefined && { kind }),
    ...(direction !== undefined && { direction }),
    ...(socket !== undefined && { socket }),
    ...(connectionId !== undefined && { connectionId }),
    ...(type !== undefined && { type }),
    ...(after !== undefined && { after }),
  };
}

/** One sentence for each unknown query parameter. */
function unknownParameters({ query }: Request): string[] {
  return new Fields({ ...query }).unknownFields(PARAMETERS);
}

/** A query parameter; an empty one counts as absent. */
function text(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw invalidQuery(name, 'may be given once');
}

function choice<T extends string>(request: Request, name: string, choices: readonly T[]): T | undefined {
  const value = text(request, name);
  if (value === undefined) return undefined;
  const found = choices.find((one) => one === value);
  if (found !== undefined) return found;
  throw invalidQuery(name, `must be one of ${choices.join(', ')}`);
}

function count(request: Request, name: string, min: number): number | undefined {
  const value = text(request, name);
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value) && Number(value) >= min) return Number(value);
  throw invalidQuery(name, `must be a whole number, ${min} or more`);
}

function invalidQuery(name: string, problem: string): ApiError {
  return new ApiError(400, 'invalid-query', `The query parameter ${name} ${problem}.`);
}
