import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './app.js';
import { retry, until } from './member.js';
import { NatsServer } from './nats-server.js';
import { startMeeting, startNode, streamsOf } from './nodes.js';

let servers: readonly NatsServer[] = [];
beforeAll(async () => {
  servers = await NatsServer.startThree();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** Copies of the bucket of the leases, and the name of the server that leads them. */
async function leases(): Promise<{ readonly replicas: number; readonly leader: string }> {
  const client = await connect({ servers: servers.map(({ port }) => `127.0.0.1:${port}`) });
  const manager = await jetstreamManager(client);
  const { config, cluster } = await manager.streams.info('KV_rtms-mock-three-nodes');
  await client.close();
  return { replicas: config.num_replicas, leader: cluster?.leader ?? '' };
}

test('meetings go on after the loss of the server that leads three', { timeout: 90_000 }, async () => {
  const urls = servers.map((server) => server.url(''));
  const url = `${urls.map((one) => one.replace(/\/$/, '')).join(',')}/three`;
  await using app = await App.start();
  // They wait until JetStream has a leader.
  const [a, b] = await Promise.all([startNode(url), startNode(url)]);
  await using _a = a;
  await using _b = b;
  const meetings = [
    await startMeeting(a, { webhookUrl: app.webhookUrl }),
    await startMeeting(a, { webhookUrl: app.webhookUrl }),
  ];
  expect(new Set(meetings.map(({ serverUrls }) => serverUrls)).size).toBe(2);
  await until(() =>
    meetings.every(({ streamId, serverUrls }) => app.heardFrom(streamId, serverUrls).length > 5),
  );

  const { replicas, leader } = await leases();
  expect(replicas).toBe(3);
  const lost = servers.find(({ name }) => name === leader) ?? expect.fail(`no server ${leader}`);
  await lost.kill();
  await retry(async () => expect((await leases()).leader).not.toMatch(new RegExp(`^(${leader})?$`)), 40_000);
  // Without an interruption if the new leader was fast enough, else at the node that plays it, or at the other one.
  const heard = (streamId: string): number => {
    const { url = '' } =
      app.told.findLast((told) => told.streamId === streamId && told.url !== undefined) ?? {};
    return app.heardFrom(streamId, url).length;
  };
  const before = new Map(meetings.map(({ streamId }) => [streamId, heard(streamId)]));
  const goesOn = ([streamId, count]: readonly [string, number]): boolean => heard(streamId) > count + 5;
  await until(() => [...before].every(goesOn), 40_000);
  for (const node of [a, b]) {
    await retry(async () => {
      const listed = await streamsOf(node);
      expect(listed.map(({ state }) => state)).toEqual(['active', 'active']);
    });
  }
});
