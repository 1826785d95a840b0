import { expect, test } from 'vitest';
import type { Logger } from '../../src/log.js';
import { fleets, call } from '../support/fleet.js';

const { fleet } = fleets();

test('a node with another API token is left out of lists with one warning, and takes no meeting', async () => {
  const warnings: string[] = [];
  const logger: Logger = { log: (level, text) => level === 'warn' && warnings.push(text) };
  const { front, nodes, registry } = await fleet({ logger, secondToken: 'another' });
  const meeting = await nodes[0]?.startMeeting();
  for (const record of nodes[0]?.records() ?? []) await registry.claim(record);
  const list = { status: 200, body: { meetings: [{ streamId: meeting?.streamId }] } };
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  const sentence =
    'The worker 2 has another API token than this server, so its meetings are left out: give all the same --api-token.';
  expect(warnings.filter((text) => text === sentence)).toHaveLength(1);
  expect(await call(front, 'POST', '/api/meetings', {})).toMatchObject({
    status: 503,
    body: { error: { code: 'no-node', message: sentence } },
  });
  // The client's token is right, so its request about a stream there is not answered with 401.
  const other = await nodes[1]?.startMeeting();
  for (const record of nodes[1]?.records() ?? []) await registry.claim(record);
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/journal'],
    ['POST', '/actions'],
  ] as const) {
    expect(
      await call(
        front,
        method,
        `/api/meetings/${other?.streamId}${path}`,
        method === 'POST' ? {} : undefined,
      ),
    ).toMatchObject({ status: 503, body: { error: { code: 'no-node', message: sentence } } });
  }
  expect(warnings.filter((text) => text === sentence)).toHaveLength(1);
});

test('the end of all meetings, and a reset, say that those of a node with another API token run on', async () => {
  const { front, nodes, registry } = await fleet({ secondToken: 'another' });
  const act = async (path: string, body: unknown): Promise<unknown> =>
    (await call(front, 'POST', path, body)).body;
  // The registry may not know of a meeting yet.
  const other = await nodes[1]?.startMeeting();
  expect(await act('/api/actions', { action: 'end' })).toEqual({ results: [], incomplete: true });
  expect(await act('/api/actions', { action: 'pause' })).toEqual({ results: [], incomplete: true });
  expect(await act('/api/reset', {})).toEqual({ ended: 0, incomplete: true });
  for (const record of nodes[1]?.records() ?? []) await registry.claim(record);
  const own = await nodes[0]?.startMeeting();
  const ended = { streamId: own?.streamId, ok: true, state: 'terminated' };
  expect(await act('/api/actions', { action: 'end' })).toEqual({ results: [ended], incomplete: true });
  expect(await act('/api/reset', {})).toEqual({ ended: 0, incomplete: true });
  expect(other?.meetingEnded).toBe(false);
});
