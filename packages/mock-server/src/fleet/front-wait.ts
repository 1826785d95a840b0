import { pause, realMs } from '../clock.js';
import { ApiError } from '../control/api-error.js';
import { DEFAULT_WAIT_MS } from '../control/wait.js';
import { POSITIVE_DURATION } from '../input/kinds.js';
import type { Front } from './front.js';
import { MOVING } from './front-actions.js';
import { passOn, type Exchange } from './front-route.js';

/** Time between two looks at whether a node goes on with a meeting, in milliseconds. */
const LOOK_MS = 100;

/**
 * Waits at the node that plays a stream. If that is lost, the wait is repeated at the one that goes on with the meeting, for
 * the rest of its time.
 *
 * @throws {ApiError} 503 if no node goes on with it in this time; the promise is rejected
 */
export async function waitWhereverItIs(front: Front, streamId: string, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const [path = '', query] = request.originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  const given = POSITIVE_DURATION.parse(parameters.get('timeout') || `${DEFAULT_WAIT_MS}ms`);
  const endMs = realMs() + (given.ok ? given.value : 0);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  while (!gone.signal.aborted) {
    try {
      return await passOn(front, await front.find(streamId), exchange);
    } catch (error) {
      const isMoving = error instanceof ApiError && MOVING.has(error.code);
      const isPlayed = isMoving && (await untilPlayed(front, streamId, endMs, gone.signal));
      if (!isPlayed) throw error;
    }
    parameters.set('timeout', `${Math.max(1, Math.ceil(endMs - realMs()))}ms`);
    request.originalUrl = `${path}?${parameters.toString()}`;
    request.url = request.originalUrl;
  }
}

/** Resolves to true once a node has the stream or nobody is to have it, to false if neither is so in time. */
async function untilPlayed(
  front: Front,
  streamId: string,
  endMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `/api/meetings/${encodeURIComponent(streamId)}`;
  while (realMs() < endMs && !signal.aborted) {
    await pause(LOOK_MS, signal);
    const owner = front.fleet.registry.ownerOf(streamId);
    if (!owner) return true;
    if (owner.state === 'lost') continue;
    const [answer] = await Promise.allSettled([front.client.ask(owner, { method: 'GET', path })]);
    if (answer.status === 'fulfilled' && answer.value.status !== 404) return true;
  }
  return false;
}
