import type { Request, Response } from 'express';
import type { ActionResult, ActionResults, ResetDone, StreamList } from '../control/api-bodies.js';
import { refuseWiderAction, refuseWiderReset } from '../control/selectors.js';
import { isObject } from '../input/kinds.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { ServerSnapshot } from '../server/snapshot.js';
import type { Front } from './front.js';
import { actOnStream, ENDING } from './front-actions.js';
import { collect, isAnyThere, type MissingNode } from './front-extent.js';
import { actOnMoving, endOfWait, untilPlayed, type Moved, type MovingAction } from './front-moving.js';
import { sendMerged, type FrontRoute } from './front-route.js';
import type { NodeAnswer, NodeRequest } from './node-client.js';
import { dealSnapshot, mergeActions, mergeResets, mergeSnapshots } from './merge.js';

const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024;

const NONE_MOVED: Moved = { results: [], remaining: [], refused: [] };

/** Calls that change something on all nodes. */
export function fanOutRoutes(front: Front): readonly FrontRoute[] {
  return [
    {
      method: 'post',
      path: '/api/actions',
      body: 'json',
      handle: async (request, response, next) => {
        const body: unknown = request.body;
        const streamId = isObject(body) ? body['streamId'] : undefined;
        if (typeof streamId === 'string') {
          const ended = (): ActionResults => ({ results: [{ streamId, ok: true, state: 'terminated' }] });
          const parts = { find: (id: string) => front.find(id), ended };
          return actOnStream(front, streamId, { request, response, next }, parts);
        }
        refuseWiderAction(request);
        return actOnAll(front, request, response);
      },
    },
    {
      method: 'post',
      path: '/api/reset',
      body: 'json',
      handle: (request, response) => {
        refuseWiderReset(request);
        return reset(front, request, response);
      },
    },
    {
      method: 'put',
      path: '/api/snapshot',
      body: 'json',
      maxBytes: MAX_SNAPSHOT_BYTES,
      handle: async (request, response) => {
        // The reset that comes first would not end a meeting that is moving.
        const endMs = endOfWait();
        const { moving } = await untilPlayed(front, await unlisted(front), { endMs });
        front.requireNodes();
        const nodes = front.fleet.registry.nodes();
        const parts = dealSnapshot(request.body, nodes.length);
        const path = request.originalUrl;
        const asked = nodes.map((node, at) => front.ask(node, { method: 'PUT', path, body: parts[at] }));
        const answers = await Promise.all(asked);
        if (moving.length > 0) await endMoving(front, endMs);
        sendMerged(response, answers, (bodies: readonly ServerSnapshot[]) => mergeSnapshots(bodies));
      },
    },
  ];
}

/** Performs an action at all nodes. Those that end something reach meetings too that move between nodes at this moment. */
async function actOnAll(
  front: Front,
  { originalUrl: path, body }: Request,
  response: Response,
): Promise<void> {
  const isEnding = isObject(body) && ENDING.has(body['action']);
  const endMs = endOfWait();
  const asking = { method: 'POST', path, body } as const;
  const { answers, running, missing } = await (isEnding
    ? collect(front, asking, askKnown(front))
    : collect(front, asking));
  if (answers.some(({ status }) => status >= 400)) return sendMerged(response, answers, mergeActions);
  const { action, reason } = body as { readonly action: MeetingAction; readonly reason?: string | number };
  const done = new Set(
    answers.flatMap(({ text }) =>
      (JSON.parse(text) as ActionResults).results.map(({ streamId }) => streamId),
    ),
  );
  const open = running.filter((id) => !done.has(id));
  const { results, isIncomplete } = isEnding
    ? await endOpen(front, { action, ...(reason !== undefined && { reason }) }, { open, missing, endMs })
    : { results: [], isIncomplete: missing.length > 0 || (action !== 'start' && open.length > 0) };
  sendMerged(response, answers, (bodies: readonly ActionResults[]) =>
    mergeActions([...bodies, { results, ...(isIncomplete && { incomplete: true }) }]),
  );
}

/** Returns how nodes are asked: none needs to answer if meetings are known, as they go on when all nodes are lost. */
function askKnown(front: Front): (request: NodeRequest) => Promise<readonly NodeAnswer[]> {
  const { registry } = front.fleet;
  const isKnown = registry.isCurrent !== false && registry.running().length > 0;
  return (request) => (isKnown ? front.askAll(request) : front.askNodes(request));
}

/** Streams that were running and that no node has ended. */
interface Open {
  readonly open: readonly string[];
  /** Nodes that have not answered. */
  readonly missing: readonly MissingNode[];
  /** Time until which they are awaited, in milliseconds of the clock. */
  readonly endMs: number;
}

async function endOpen(
  front: Front,
  action: MovingAction,
  { open, missing, endMs }: Open,
): Promise<{ readonly results: readonly ActionResult[]; readonly isIncomplete: boolean }> {
  const moved = await actOnMoving(front, action, open, endMs);
  if (moved.remaining.length > 0) front.warnOfRemaining(action.action, moved.remaining.length);
  return { results: moved.results, isIncomplete: goesOn(front, moved, missing) };
}

/** True if meetings may go on: those that move, and those of a node that refuses, or has not answered and is not lost. */
function goesOn(front: Front, { remaining, refused }: Moved, missing: readonly MissingNode[]): boolean {
  return remaining.length > 0 || refused.length > 0 || isAnyThere(front, missing);
}

/** Resets all nodes, once no meeting moves between nodes: it would go on after that. */
async function reset(front: Front, { originalUrl: path, body }: Request, response: Response): Promise<void> {
  const endMs = endOfWait();
  const before = await untilPlayed(front, await unlisted(front), { endMs });
  const { answers, missing } = await collect(front, { method: 'POST', path, body }, (one) =>
    front.askAll(one),
  );
  await front.fleet.journal?.settle();
  front.fleet.journal?.recorder.clear();
  const isDone = before.moving.length === 0 && before.refused.length === 0 && missing.length === 0;
  const moved = isDone ? NONE_MOVED : await endMoving(front, endMs);
  const ended = before.ended.length + moved.results.filter(({ ok }) => ok).length;
  const isIncomplete = goesOn(front, moved, missing);
  sendMerged(response, answers, (bodies: readonly ResetDone[]) =>
    mergeResets([...bodies, { ended, ...(isIncomplete && { incomplete: true }) }]),
  );
}

/** Ends the meetings that move between nodes, now or later. */
async function endMoving(front: Front, endMs: number): Promise<Moved> {
  const moved = await actOnMoving(front, { action: 'end' }, await unlisted(front), endMs);
  if (moved.remaining.length > 0) front.warnOfRemaining('end', moved.remaining.length);
  return moved;
}

/** Ids of running streams that no node has. */
async function unlisted(front: Front): Promise<readonly string[]> {
  if (front.fleet.registry.nodes().length === 0) return front.fleet.registry.running();
  const asking = { method: 'GET', path: '/api/meetings' } as const;
  const { answers, running } = await collect(front, asking, askKnown(front));
  const listed = answers.flatMap(({ text }) => (JSON.parse(text) as StreamList).meetings);
  const ids = new Set(listed.map(({ streamId }) => streamId));
  return running.filter((id) => !ids.has(id));
}
