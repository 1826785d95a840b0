import { once } from 'node:events';
import type { Request, Response } from 'express';
import { choice, integer, STRING } from '../input/kinds.js';
import { optional, readObject, type Field, type Values } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { Journal, JournalEntry, JournalFilter } from '../journal.js';
import { JOURNAL_KINDS } from '../journal-types.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { JournalPage } from './observing-bodies.js';
import { ApiError } from './api-error.js';
import { ignoredKeys } from './body.js';
import type { ControlContext } from './control-context.js';
import { incompleteness } from './incompleteness.js';
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
  const page = (request: Request, streamId?: string): LongPage => {
    const { limit, first, ...query } = readQuery(request);
    const filter = { ...query, ...(streamId !== undefined && { streamId }) };
    const warnings = ignoredKeys({ ...request.query }, [...Object.keys(QUERY), 'token']);
    return {
      entries: entriesOf(journal, filter, first, limit),
      lastSeq: journal.lastSeq,
      ...(warnings.length > 0 && { warnings }),
      ...incompleteness(meetingsOf(context, filter.streamId), context),
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

/** The meeting of a stream, or all. */
function meetingsOf({ server }: ControlContext, streamId: string | undefined): readonly MockMeeting[] {
  if (streamId === undefined) return server.meetings();
  const meeting = server.meeting(streamId);
  return meeting === undefined ? [] : [meeting];
}

/** A {@link JournalPage} whose entries are read while it is sent. */
type LongPage = Omit<JournalPage, 'entries'> & { readonly entries: Iterable<JournalEntry> };

/** The `first` entries that match, and of those the last `limit`. */
function entriesOf(
  journal: Journal,
  filter: JournalFilter,
  first: number | undefined,
  limit: number | undefined,
): Iterable<JournalEntry> {
  if (first === undefined) return limit === undefined ? journal.read(filter) : journal.newest(limit, filter);
  const found = firstOf(journal.read(filter), first);
  return limit === undefined ? found : found.slice(-limit);
}

function firstOf(entries: Iterable<JournalEntry>, count: number): JournalEntry[] {
  const found: JournalEntry[] = [];
  for (const entry of entries) {
    if (found.push(entry) >= count) break;
  }
  return found;
}

/** Number of entries that are turned into JSON at a time. */
const ENTRIES_PER_WRITE = 100;

/**
 * Sends a page as `response.json` would, a few entries at a time: other work gets its turn in between, and a slow reader
 * does not make the server hold all of it.
 */
async function sendPage(response: Response, { entries, ...others }: LongPage): Promise<void> {
  response.type('json');
  response.write('{"entries":[');
  let text = '';
  let count = 0;
  for (const entry of entries) {
    text += `${count > 0 ? ',' : ''}${JSON.stringify(entry)}`;
    count += 1;
    if (count % ENTRIES_PER_WRITE > 0) continue;
    const hasRoom = response.write(text);
    text = '';
    if (!hasRoom) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    else await new Promise(setImmediate);
    if (response.destroyed) return;
  }
  response.write(text);
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
