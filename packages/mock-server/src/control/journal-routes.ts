import { once } from 'node:events';
import type { Request, Response } from 'express';
import { choice, integer, STRING } from '../input/kinds.js';
import { optional, readObject, type Field, type Values } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { JournalFilter } from '../journal.js';
import { JOURNAL_KINDS } from '../journal-types.js';
import type { JournalPage } from './api-bodies.js';
import { ApiError } from './api-error.js';
import { ignoredKeys } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

/** Query parameters. */
const QUERY = {
  streamId: optional(STRING),
  kind: optional(choice(JOURNAL_KINDS)),
  direction: optional(choice(['sent', 'received'])),
  socket: optional(choice(['signaling', 'media'])),
  connectionId: optional(STRING),
  type: optional(STRING),
  after: optional(integer(0)),
  limit: optional(integer(1)),
  first: optional(integer(1)),
} satisfies { readonly [K in keyof JournalFilter | 'limit' | 'first']-?: Field };

/** Journal entries of one stream or of all. */
export function journalRoutes(context: ControlContext): Route[] {
  const { journal } = context.server;
  const page = (request: Request, streamId?: string): JournalPage => {
    const { limit, first, ...filter } = readQuery(request);
    const found = journal.find({ ...filter, ...(streamId !== undefined && { streamId }) }).slice(0, first);
    const warnings = ignoredKeys({ ...request.query }, [...Object.keys(QUERY), 'token']);
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
        return sendPage(response, page(request, streamId));
      },
    },
    {
      method: 'GET',
      path: '/api/journal',
      handle: (request, response) => {
        return sendPage(response, page(request));
      },
    },
  ];
}

/** Number of entries that are turned into JSON at a time. */
const ENTRIES_PER_WRITE = 100;

/**
 * Sends a page as `response.json` would, a few entries at a time: other work gets its turn in between, and a slow reader
 * does not make the server hold all of it.
 */
async function sendPage(response: Response, { entries, ...others }: JournalPage): Promise<void> {
  response.type('json');
  response.write('{"entries":[');
  for (let index = 0; index < entries.length && !response.destroyed; index += ENTRIES_PER_WRITE) {
    const some = entries.slice(index, index + ENTRIES_PER_WRITE).map((entry) => JSON.stringify(entry));
    const hasRoom = response.write(`${index > 0 ? ',' : ''}${some.join(',')}`);
    if (!hasRoom) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    else await new Promise(setImmediate);
  }
  response.end(`],${JSON.stringify(others).slice(1)}`);
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
