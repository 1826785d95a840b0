/** Finds the stream that a command is about in the list of a running server, which may lack some for a moment. */
import type { Clock } from '@rtms-mock/protocol';
import { pause } from '../clock.js';
import type { StreamList } from '../control/api-bodies.js';
import { UsageError } from '../input/usage-error.js';
import { RefusedError, type ApiClient } from './api-client.js';

/** Time for which a command looks again while the list is incomplete, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** Time between two looks, in milliseconds. */
const INTERVAL_MS = 500;

/** Least length of the end of an id: a shorter one would match by chance. */
const MIN_END_LENGTH = 4;

/** A whole id, as the server makes them. */
const WHOLE_ID = /^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$/i;

const INCOMPLETE =
  'in the list of meetings, which is incomplete now: some move to another worker or node, or wait for one';

/** Parts that are used here. */
export interface StreamLookup {
  readonly api: Pick<ApiClient, 'meetings'>;
  /** Real time. */
  readonly clock: Clock;
}

/**
 * Acts on the stream whose id is `given`, or ends with it, with or without `…`, as log lines show it. While the list lacks
 * meetings and the stream is not in it, looks again for up to 10 s. The server refuses an unknown id.
 *
 * @throws {UsageError} if it is the end of several ids, or the server refuses
 */
export async function onStream<T>(
  lookup: StreamLookup,
  given: string,
  act: (streamId: string) => Promise<T>,
): Promise<T> {
  const end = given.replace(/^…/, '');
  if (end.length < MIN_END_LENGTH || WHOLE_ID.test(given)) return act(given);
  const namesOf = ({ meetings }: StreamList): readonly string[] =>
    meetings.map(({ streamId }) => streamId).filter((id) => id.endsWith(end));
  const list = await listUntil(lookup, (some) => namesOf(some).length > 0);
  const found = namesOf(list);
  if (found.includes(given)) return act(given);
  const [only, ...others] = found;
  if (only === undefined) return actUnlisted(given, list, act);
  if (others.length === 0) return act(only);
  const shown = found.slice(0, 10).join(', ');
  throw new UsageError(`${given} is the end of several streams; write more of the id: ${shown}`);
}

/** Acts on a stream that is not in the list: the server may know it all the same. */
async function actUnlisted<T>(
  given: string,
  { incomplete = false }: StreamList,
  act: (streamId: string) => Promise<T>,
): Promise<T> {
  try {
    return await act(given);
  } catch (error) {
    if (!incomplete || !(error instanceof RefusedError && error.code === 'unknown-stream')) throw error;
    throw new UsageError(
      `there is no stream ${given} ${INCOMPLETE}; run the command again in a moment, or write the whole id`,
      { cause: error },
    );
  }
}

/**
 * Returns the id of the only running stream.
 *
 * @throws {UsageError} if there is none, or several
 */
export async function onlyStream(lookup: StreamLookup): Promise<string> {
  const openOf = ({ meetings }: StreamList): StreamList['meetings'] =>
    meetings.filter(({ meetingEnded }) => !meetingEnded);
  const list = await listUntil(lookup, (some) => openOf(some).length > 0);
  const open = openOf(list);
  const running = open.filter(({ state }) => state !== 'terminated');
  const [only, another] = running.length > 0 ? running : open;
  if (only === undefined) {
    throw new UsageError(
      list.incomplete === true
        ? `no meeting is ${INCOMPLETE}; run the command again in a moment, or choose one with --stream`
        : 'no meeting is running; start one with rtms-mock meeting',
    );
  }
  if (another === undefined) return only.streamId;
  const ids = (running.length > 0 ? running : open).slice(0, 10).map(({ streamId }) => streamId);
  throw new UsageError(`several streams are running; choose one with --stream: ${ids.join(', ')}`);
}

/** Returns the list once it is complete or has what is looked for, or after 10 s. */
async function listUntil(
  { api, clock }: StreamLookup,
  hasEnough: (list: StreamList) => boolean,
): Promise<StreamList> {
  const endMs = clock.now() + MAX_WAIT_MS;
  for (;;) {
    const isLast = clock.now() >= endMs;
    const list = await api.meetings().catch((error: unknown) => {
      // All workers are lost at this moment.
      if (!isLast && error instanceof RefusedError && error.code === 'no-node') return undefined;
      throw error;
    });
    if (list && (isLast || list.incomplete !== true || hasEnough(list))) return list;
    await pause(INTERVAL_MS, new AbortController().signal, clock);
  }
}
