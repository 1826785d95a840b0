import type { Request, Response } from 'express';
import type { ActionResults, ResetDone, StreamList } from '../control/api-bodies.js';
import { refuseWiderAction, refuseWiderReset } from '../control/selectors.js';
import { isObject } from '../input/kinds.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { ServerSnapshot } from '../server/snapshot.js';
import type { Front } from './front.js';
import { actOnStream, ENDING } from './front-actions.js';
import { collect } from './front-extent.js';
import { actOnMoving, untilPlayed, type Moved } from './front-moving.js';
import { sendMerged, type FrontRoute } from './front-route.js';
import { dealSnapshot, mergeActions, mergeResets, mergeSnapshots } from './merge.js';

const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024;

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
        front.requireNodes();
        // The reset that comes first would not end a meeting that is moving.
        const { left } = await untilPlayed(front, await unlisted(front));
        const nodes = front.fleet.registry.nodes();
        const parts = dealSnapshot(request.body, nodes.length);
        const path = request.originalUrl;
        const asked = nodes.map((node, at) => front.ask(node, { method: 'PUT', path, body: parts[at] }));
        const answers = await Promise.all(asked);
        if (left.length > 0) await endMoving(front);
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
  const { answers, running } = await collect(front, { method: 'POST', path, body });
  if (answers.some(({ status }) => status >= 400)) return sendMerged(response, answers, mergeActions);
  const { action, reason } = body as { readonly action: MeetingAction; readonly reason?: string | number };
  const done = new Set(
    answers.flatMap(({ text }) =>
      (JSON.parse(text) as ActionResults).results.map(({ streamId }) => streamId),
    ),
  );
  const open = running.filter((id) => !done.has(id));
  const { results, left } = ENDING.has(action)
    ? await actOnMoving(front, { action, ...(reason !== undefined && { reason }) }, open)
    : { results: [], left: action === 'start' ? [] : open };
  if (ENDING.has(action) && left.length > 0) front.warnOfLeft(action, left.length);
  sendMerged(response, answers, (bodies: readonly ActionResults[]) =>
    mergeActions([...bodies, { results, ...(left.length > 0 && { incomplete: true }) }]),
  );
}

/** Resets all nodes, once no meeting moves between nodes: it would go on after that. */
async function reset(front: Front, { originalUrl: path, body }: Request, response: Response): Promise<void> {
  const before = await untilPlayed(front, await unlisted(front));
  const asked = front.members.length;
  const answers = await front.askAll({ method: 'POST', path, body });
  await front.fleet.journal?.settle();
  front.fleet.journal?.recorder.clear();
  const isDone = before.left.length === 0 && answers.length === asked;
  const { results, left } = isDone ? { results: [], left: [] } : await endMoving(front);
  const ended = before.ended.length + results.filter(({ ok }) => ok).length;
  sendMerged(response, answers, (bodies: readonly ResetDone[]) =>
    mergeResets([...bodies, { ended, ...(left.length > 0 && { incomplete: true }) }]),
  );
}

/** Ends the meetings that move between nodes, now or later. */
async function endMoving(front: Front): Promise<Moved> {
  const moved = await actOnMoving(front, { action: 'end' }, await unlisted(front));
  if (moved.left.length > 0) front.warnOfLeft('end', moved.left.length);
  return moved;
}

/** Ids of running streams that no node has. */
async function unlisted(front: Front): Promise<readonly string[]> {
  if (front.fleet.registry.nodes().length === 0) return front.fleet.registry.running();
  const { answers, running } = await collect(front, { method: 'GET', path: '/api/meetings' });
  const listed = answers.flatMap(({ text }) => (JSON.parse(text) as StreamList).meetings);
  const ids = new Set(listed.map(({ streamId }) => streamId));
  return running.filter((id) => !ids.has(id));
}
