import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Logger } from '../../src/log.js';
import { meetingRecord } from './meeting-record.js';
import { fleets, call } from '../support/fleet.js';

const { fleet } = fleets();

test('a socket of a stream whose node is lost is refused with 503 and one sentence, and logged as none', async () => {
  const lines: string[] = [];
  const logger: Logger = { log: (_level, line) => void lines.push(line) };
  const { front, nodes, registry } = await fleet({ logger });
  const meeting = await nodes[0]?.startMeeting();
  for (const record of nodes[0]?.records() ?? []) await registry.claim(record);
  const watch = async (): Promise<string> => {
    const url = `${front.controlUrl.replace('http', 'ws')}/api/meetings/${meeting?.streamId}/watch`;
    const refused = once(new WebSocket(url), 'unexpected-response');
    const [, response] = (await refused) as [unknown, IncomingMessage];
    return `${response.statusCode} ${await text(response)}`;
  };
  await nodes[0]?.close();
  expect(await watch()).toMatch(/^503 The process that has to answer has just ended\./);
  expect(lines.filter((line) => line.includes('watch'))).toEqual([
    expect.stringMatching(
      /^The WebSocket \/api\/meetings\/\S+\/watch is closed, because the \w+ 1 has ended\.$/,
    ),
  ]);
  registry.lose('1');
  expect(await watch()).toMatch(
    /^503 The \w+ that played \S+ is lost, and another one is about to go on with it\./,
  );
  expect(lines.filter((line) => line.includes('internal error'))).toEqual([]);
});

test('requests to a node that is frozen end when it is lost', async () => {
  const { front, registry } = await fleet();
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(frozen, 'listening');
  const address = `127.0.0.1:${(frozen.address() as AddressInfo).port}`;
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  const record = meetingRecord('frozen', '3');
  await registry.claim(record);
  const list = call(front, 'GET', '/api/meetings');
  const view = call(front, 'GET', '/api/meetings/frozen');
  const watch = new WebSocket(`${front.controlUrl.replace('http', 'ws')}/api/meetings/frozen/watch`);
  const refused = once(watch, 'unexpected-response');
  await expect.poll(() => sockets.length).toBe(3);
  registry.lose('3');
  expect(await list).toMatchObject({ status: 200, body: { meetings: [] } });
  expect(await view).toMatchObject({ status: 503, body: { error: { code: 'node-lost' } } });
  const [, response] = (await refused) as [unknown, IncomingMessage];
  expect(response.statusCode).toBe(503);
  for (const socket of sockets) socket.destroy();
  frozen.close();
});

test('a wait whose node is lost goes on at the one that goes on with the meeting', async () => {
  const { front, nodes, registry } = await fleet();
  const meeting = await nodes[0]?.startMeeting();
  if (!meeting) throw new Error('a meeting is needed');
  const { streamId } = meeting;
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => {
    sockets.push(socket.on('data', (data) => asked.push(String(data))));
  });
  await once(frozen.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(frozen.address() as AddressInfo).port}`;
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  await registry.claim(meetingRecord(streamId, '3'));
  const wait = call(front, 'GET', `/api/meetings/${streamId}/wait?for=terminated&timeout=60s`);
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toContain('timeout=60s');
  registry.lose('3');
  await registry.claim(meetingRecord(streamId, '1'));
  await meeting.end();
  expect(await wait).toMatchObject({ status: 200, body: { streamId, type: 'terminated' } });
  // Nobody goes on with this one in time.
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  await registry.claim(meetingRecord('other', '3'));
  registry.lose('3');
  expect(await call(front, 'GET', '/api/meetings/other/wait?for=terminated&timeout=200ms')).toMatchObject({
    status: 503,
    body: { error: { code: 'meeting-moves' } },
  });
  for (const socket of sockets) socket.destroy();
  frozen.close();
});
