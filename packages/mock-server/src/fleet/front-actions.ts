import { ApiError } from '../control/api-error.js';
import { isObject } from '../input/kinds.js';
import type { Destination, Front } from './front.js';
import { untilPlayed } from './front-moving.js';
import { relay, type Exchange } from './front-route.js';

/** Codes of refusals while a meeting moves from a lost node to another one. */
export const MOVING: ReadonlySet<string> = new Set(['node-lost', 'meeting-moves']);

/** Actions that leave nothing of a meeting that goes on, so that they can be repeated. */
export const ENDING: ReadonlySet<unknown> = new Set(['end', 'stop']);

/** Parts of {@link actOnStream} that differ between calls. */
export interface StreamAction {
  /** Finds the node of the stream. */
  readonly find: (streamId: string) => Promise<Destination>;
  /** Body of the response if the stream was ended here, as it waited for a label that no node has. */
  readonly ended: (action: unknown) => unknown;
}

/**
 * Performs an action on one stream, at the node that has it. `end` and `stop` wait for a stream that moves to another node.
 *
 * @throws {ApiError} 503 if no node goes on with it in 15 s, and while it moves for other actions; the promise is rejected
 */
export async function actOnStream(
  front: Front,
  streamId: string,
  exchange: Exchange,
  { find, ended }: StreamAction,
): Promise<void> {
  try {
    return await relay(front, await find(streamId), exchange);
  } catch (error) {
    const { body } = exchange.request as { readonly body: unknown };
    const action = isObject(body) ? body['action'] : undefined;
    if (!(error instanceof ApiError && MOVING.has(error.code) && ENDING.has(action))) throw error;
    const settled = await untilPlayed(front, [streamId]);
    if (settled.moving.length > 0) throw error;
    if (settled.ended.length > 0) {
      exchange.response.json(ended(action));
      return;
    }
  }
  await relay(front, await find(streamId), exchange);
}
