import { expect, test } from 'vitest';
import { startNode } from '../../src/server/mock-server.js';
import { startWebhookReceiver } from '../../src/testing/webhook-receiver.js';
import { joinAsApp } from '../support/app-sockets.js';
import { QueuedSocket, type Received } from '../support/queued-socket.js';
import { identity } from '../support/test-core.js';

test('an abandoned meeting ends without a webhook, and is not held against its app', async () => {
  await using receiver = await startWebhookReceiver();
  await using server = await startNode({ port: 0, mediaPort: 0, webhookUrl: receiver.url, time: 'virtual' });
  const { streamId } = await server.startMeeting();
  await server.advance('20s');
  const [record] = server.records();
  server.abandon(record!.key);
  expect(server.records()).toEqual([]);
  expect(server.meeting(streamId)).toBeUndefined();
  expect(server.journal.find({ streamId, kind: 'state' }).at(-1)).toMatchObject({
    type: 'terminated',
    detail: { goesOn: 'elsewhere' },
  });
  await server.close();
  expect(receiver.received.map(({ event }) => event)).toEqual(['meeting.rtms_started']);
  expect([...server.verdictCounts]).toEqual([]);
});

test('counters of media do not decrease when a stream is not held any more', async () => {
  await using server = await startNode({ port: 0, mediaPort: 0, time: 'virtual' });
  const meeting = await server.startMeeting();
  await using _ = await joinAsApp(meeting);
  await server.advance('2s');
  const totals = async (): Promise<readonly [string, number][]> => {
    const text = await (await fetch(`${server.controlUrl}/metrics`)).text();
    const samples = [...text.matchAll(/^(rtms_mock_media_\w+_total\{.*\}) (\d+)$/gm)];
    return samples.map(([, name = '', value]) => [name, Number(value)]);
  };
  const before = await totals();
  expect(before).toContainEqual(['rtms_mock_media_frames_total{type="audio"}', expect.any(Number)]);
  server.abandon(server.records()[0]?.key ?? '');
  expect(server.meetings()).toEqual([]);
  expect(await totals()).toEqual(before);
  await server.reset();
  expect(await totals()).toEqual([]);
});

test('an app that comes back before it is told the new URL is refused without a verdict', async () => {
  await using server = await startNode({ port: 0, mediaPort: 0 });
  const meeting = await server.startMeeting();
  const request = JSON.stringify({ msg_type: 1, ...identity(meeting) });
  const [record] = server.records();
  server.abandon(record!.key);
  const join = async (path = ''): Promise<Received> => {
    using app = await QueuedSocket.open(`${server.signalingUrl}${path}`);
    app.socket.send(request);
    return await app.next(({ msg_type }) => msg_type === 2);
  };
  expect(await join()).toMatchObject({
    reason: `stream ${meeting.streamId} is not served here any more; the next rtms_started names its server_urls`,
  });
  expect(server.journal.find({ type: 'refused' })).toHaveLength(1);
  expect([...server.verdictCounts]).toEqual([]);
  // It may come back here.
  await server.adopt(record!);
  expect(await join('/instance/2')).toMatchObject({ status_code: 0 });
});
