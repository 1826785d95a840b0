import { pause, realMs } from '../clock.js';
import { ApiError } from '../control/api-error.js';
import { DEFAULT_WAIT_MS } from '../control/wait.js';
import { POSITIVE_DURATION } from '../input/kinds.js';
import type { Front } from './front.js';
import { MOVING } from './front-actions.js';
import { untilPlayed } from './front-moving.js';
import { passOn, type Exchange } from './front-route.js';
import { RETRY_MS } from './retries.js';

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
      if (!(error instanceof ApiError && MOVING.has(error.code))) throw error;
      await pause(Math.min(RETRY_MS, Math.max(0, endMs - realMs())), gone.signal);
      const wait = { endMs, signal: gone.signal, keepsWaiting: true };
      const { moving } = await untilPlayed(front, [streamId], wait);
      if (moving.length > 0 || realMs() >= endMs) throw error;
    }
    parameters.set('timeout', `${Math.max(1, Math.ceil(endMs - realMs()))}ms`);
    request.originalUrl = `${path}?${parameters.toString()}`;
    request.url = request.originalUrl;
  }
}
