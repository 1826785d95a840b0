import { expect, test } from 'vitest';
import { startNode } from '../../src/server/mock-server.js';
import { startWebhookReceiver } from '../../src/testing/webhook-receiver.js';

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
