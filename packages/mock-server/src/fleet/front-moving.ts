/** Acts on meetings that move from a lost node to another one: none may go on that the request has meant. */
import { pause, realMs } from '../clock.js';
import type { ActionOnMeetings, ActionResult, ActionResults } from '../control/api-bodies.js';
import { askOwner, type OwnerContext } from './front-owner.js';
import type { Registry } from './registry.js';
import { Retries } from './retries.js';

/** Longest time for which a request waits, in milliseconds: nodes are lost after 3 to 6 s, and others need a moment. */
const MAX_WAIT_MS = 15_000;

/** Returns the time at which a request that begins now has waited long enough, in milliseconds of the clock. */
export function endOfWait(): number {
  return realMs() + MAX_WAIT_MS;
}

/** Parts of a front that are used here. */
export interface Asking extends OwnerContext {
  readonly fleet: { readonly registry: Pick<Registry, 'ownerOf' | 'endWaiting'> };
  /** Actions on streams that no node plays yet. */
  readonly pending: Retries<ActionOutcome>;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
  /** Logs that something has failed which no request waits for any more. */
  readonly reportError: (error: unknown) => void;
}

/** Outcome of an action on one stream. */
export type ActionOutcome = { readonly results: readonly ActionResult[] } | 'refused';

/** An action, without the streams. */
export type MovingAction = Omit<ActionOnMeetings, 'streamId'>;

/** Outcome for streams that were moving. */
export interface Moved {
  readonly results: readonly ActionResult[];
  /** Streams that no node plays yet. It is acted on them as soon as one does. */
  readonly remaining: readonly string[];
  /** Streams whose node refuses the action, such as one with another API token. They go on. */
  readonly refused: readonly string[];
}

/**
 * Performs an action on streams whose nodes have not, because they move to another node or their node is about to be lost.
 * Resolves when it is done for all, or after 15 s; the rest follows later.
 *
 * @param endMs latest time at which it resolves. Default: {@link endOfWait}
 */
export async function actOnMoving(
  front: Asking,
  action: MovingAction,
  streamIds: readonly string[],
  endMs = endOfWait(),
): Promise<Moved> {
  const outcomes = await outcomesUntil(front, streamIds, endMs, (streamId) =>
    front.pending.until(`${action.action} ${streamId}`, () => act(front, action, streamId)),
  );
  const done = streamIds.map((streamId) => outcomes.get(streamId));
  return {
    results: done.flatMap((outcome) => (typeof outcome === 'object' ? outcome.results : [])),
    remaining: streamIds.filter((streamId) => !outcomes.has(streamId)),
    refused: streamIds.filter((streamId) => outcomes.get(streamId) === 'refused'),
  };
}

async function act(
  front: Asking,
  action: MovingAction,
  streamId: string,
): Promise<ActionOutcome | undefined> {
  const body = { ...action, streamId };
  const reply = await askOwner(front, streamId, { method: 'POST', path: '/api/actions', body });
  switch (reply.kind) {
    case 'over':
      return { results: [] };
    case 'lost':
      if (!(await endWaiting(front, streamId))) return undefined;
      return { results: [{ streamId, ok: true, state: 'terminated' }] };
    case 'later':
      return undefined;
    case 'refused':
      return 'refused';
    case 'done':
      return { results: (JSON.parse(reply.text) as ActionResults).results };
  }
}

/** Streams that were moving, once that was awaited. */
export interface Settled {
  /** Streams that waited for a label, which none has, and that are ended now. */
  readonly ended: readonly string[];
  /** Streams that still move. */
  readonly moving: readonly string[];
  /** Streams whose node does not tell this process what it plays, such as one with another API token. */
  readonly refused: readonly string[];
}

/** Limits of the wait of {@link untilPlayed}. */
export interface PlayedWait {
  /** Latest time at which it resolves. @default {@link endOfWait} */
  readonly endMs?: number;
  /** Ends the wait earlier. @default the server closes */
  readonly signal?: AbortSignal;
  /** Streams that wait for a label are left to wait. @default they are ended */
  readonly keepsWaiting?: boolean;
}

/** Waits until nodes play streams, or the streams have ended, for up to 15 s. Ends those that wait for a label. */
export async function untilPlayed(
  front: Asking,
  streamIds: readonly string[],
  { endMs = endOfWait(), signal = front.closing, keepsWaiting = false }: PlayedWait = {},
): Promise<Settled> {
  const over = new AbortController();
  const looks = new Retries<'ended' | 'refused' | 'played'>(AbortSignal.any([over.signal, front.closing]));
  const look = async (streamId: string): Promise<'ended' | 'refused' | 'played' | undefined> => {
    const path = `/api/meetings/${encodeURIComponent(streamId)}`;
    const { kind } = await askOwner(front, streamId, { method: 'GET', path });
    if (kind === 'lost') return !keepsWaiting && (await endWaiting(front, streamId)) ? 'ended' : undefined;
    if (kind === 'later') return undefined;
    return kind === 'refused' ? 'refused' : 'played';
  };
  const outcomeOf = (streamId: string): ReturnType<typeof looks.until> =>
    looks.until(streamId, () => look(streamId));
  const outcomes = await outcomesUntil(front, streamIds, endMs, outcomeOf, signal);
  over.abort();
  return {
    ended: streamIds.filter((streamId) => outcomes.get(streamId) === 'ended'),
    moving: streamIds.filter((streamId) => !outcomes.has(streamId)),
    refused: streamIds.filter((streamId) => outcomes.get(streamId) === 'refused'),
  };
}

/** Ends a stream that waits for a label which no node has. Resolves to false if it is no such stream. */
async function endWaiting({ fleet: { registry } }: Asking, streamId: string): Promise<boolean> {
  return (await registry.endWaiting?.(streamId)) ?? false;
}

/** Returns the outcomes that streams have at a time, or earlier if all have one. The others are absent. */
async function outcomesUntil<T>(
  front: Asking,
  streamIds: readonly string[],
  endMs: number,
  outcomeOf: (streamId: string) => Promise<T>,
  signal = front.closing,
): Promise<ReadonlyMap<string, T>> {
  const outcomes = new Map<string, T>();
  if (streamIds.length === 0) return outcomes;
  const all = Promise.all(
    streamIds.map(async (streamId) => outcomes.set(streamId, await outcomeOf(streamId))),
  );
  // Of what follows, nobody else would hear.
  all.catch((error: unknown) => front.reportError(error));
  const over = new AbortController();
  const late = pause(Math.max(0, endMs - realMs()), AbortSignal.any([over.signal, signal, front.closing]));
  await Promise.race([all, late]);
  over.abort();
  return new Map(outcomes);
}
