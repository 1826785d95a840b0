/** Acts on meetings that move from a lost node to another one: none may go on that the request has meant. */
import { pause } from '../clock.js';
import type { ActionOnMeetings, ActionResult, ActionResults } from '../control/api-bodies.js';
import type { Front } from './front.js';
import { NodeUnreachableError, type Addressee } from './node-client.js';

/** Time between two looks at whether a node goes on with a meeting, in milliseconds. */
const LOOK_MS = 100;

/** Longest time for which a request waits, in milliseconds: nodes are lost after 3 to 6 s, and others need a moment. */
const MAX_WAIT_MS = 15_000;

/** Streams that are looked after at a time. */
const AT_ONCE = 32;

/** Parts of a {@link Front} that are used here. */
export type Asking = Pick<Front, 'fleet' | 'client' | 'closing' | 'reportError'>;

/** Outcome for streams that were moving. */
export interface Moved {
  readonly results: readonly ActionResult[];
  /** Streams that no node plays yet. It is acted on them as soon as one does. */
  readonly left: readonly string[];
}

/** Does something with a stream at the node that plays it. Resolves to false if that has to be tried again. */
type Attempt = (owner: Addressee, streamId: string) => Promise<boolean>;

interface Patience {
  readonly maxWaitMs: number;
  /** Ends the attempts. @default the server closes */
  readonly signal?: AbortSignal;
  /** Called with a stream that nobody could go on with, and that is ended now. */
  readonly onEnded?: (streamId: string) => void;
}

/**
 * Performs an action on streams whose nodes have not, because they move to another node or their node is about to be lost.
 * Resolves when it is done for all, or after 15 s; the rest follows later.
 *
 * @param maxWaitMs longest time until it resolves, in milliseconds
 */
export async function actOnMoving(
  front: Asking,
  action: Omit<ActionOnMeetings, 'streamId'>,
  streamIds: readonly string[],
  maxWaitMs = MAX_WAIT_MS,
): Promise<Moved> {
  const open = new Set(streamIds);
  const results: ActionResult[] = [];
  const act: Attempt = async (owner, streamId) => {
    const body = { ...action, streamId };
    const { status, text } = await front.client.ask(owner, { method: 'POST', path: '/api/actions', body });
    // 404: it is about to go on with the meeting.
    if (status === 200) results.push(...(JSON.parse(text) as ActionResults).results);
    return status !== 404;
  };
  const onEnded = (streamId: string): void => {
    results.push({ streamId, ok: true, state: 'terminated' });
  };
  await untilDone(front, open, act, { maxWaitMs, onEnded });
  return { results, left: [...open] };
}

/** Streams that were moving, once that was awaited. */
export interface Settled {
  /** Streams that waited for a label, which none has, and that are ended now. */
  readonly ended: readonly string[];
  /** Streams that still move. */
  readonly left: readonly string[];
}

/**
 * Waits until nodes play streams, or the streams have ended, for up to 15 s. Ends those that wait for a label.
 *
 * @param maxWaitMs longest time until it resolves, in milliseconds
 */
export async function untilPlayed(
  front: Asking,
  streamIds: readonly string[],
  maxWaitMs = MAX_WAIT_MS,
): Promise<Settled> {
  const open = new Set(streamIds);
  const ended: string[] = [];
  const stop = new AbortController();
  const look: Attempt = async (owner, streamId) => {
    const path = `/api/meetings/${encodeURIComponent(streamId)}`;
    const { status } = await front.client.ask(owner, { method: 'GET', path });
    return status !== 404;
  };
  const onEnded = (streamId: string): void => void ended.push(streamId);
  await untilDone(front, open, look, { maxWaitMs, signal: stop.signal, onEnded });
  stop.abort();
  return { ended, left: [...open] };
}

/** Attempts something with each stream until it is done; resolves after 15 s at the latest, and goes on until `signal` aborts. */
async function untilDone(
  front: Asking,
  open: Set<string>,
  attempt: Attempt,
  { maxWaitMs, signal = front.closing, onEnded = () => {} }: Patience,
): Promise<void> {
  if (open.size === 0) return;
  const late = new AbortController();
  const isDone = async (streamId: string): Promise<boolean> => {
    const owner = front.fleet.registry.ownerOf(streamId);
    // It has ended, or nobody is to go on with it.
    if (!owner) return true;
    if (owner.state !== 'lost') return succeeds(attempt(owner, streamId));
    const isEnded = (await front.fleet.registry.endWaiting?.(streamId)) ?? false;
    if (isEnded) onEnded(streamId);
    return isEnded;
  };
  const all = forAll(open, isDone, AbortSignal.any([signal, front.closing]));
  await Promise.race([all, pause(maxWaitMs, AbortSignal.any([late.signal, front.closing]))]);
  late.abort();
  // Of what follows, nobody else would hear.
  all.catch((error: unknown) => front.reportError(error));
}

/** Asks for each stream whether it is done, until all are. */
async function forAll(
  open: Set<string>,
  isDone: (streamId: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (open.size > 0 && !signal.aborted) {
    const due = [...open];
    for (let at = 0; at < due.length && !signal.aborted; at += AT_ONCE) {
      const some = due.slice(at, at + AT_ONCE);
      const done = await Promise.all(some.map(isDone));
      for (const [index, streamId] of some.entries()) if (done[index] === true) open.delete(streamId);
    }
    if (open.size > 0) await pause(LOOK_MS, signal);
  }
}

/** False for a node that does not answer: it is about to be lost. */
async function succeeds(attempt: Promise<boolean>): Promise<boolean> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof NodeUnreachableError) return false;
    throw error;
  }
}
