import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './app.js';
import { retry, until } from './member.js';
import { NatsServer } from './nats-server.js';
import { startMeeting, startNode, streamsOf, type ListedStream } from './nodes.js';

let servers: readonly [NatsServer, NatsServer, NatsServer];
beforeAll(async () => {
  servers = await NatsServer.three();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** A bucket: servers that store it and are up to date, and the name of the one that leads them; '' while there is none. */
interface Stored {
  readonly copies: number;
  readonly leader: string;
}

/** The buckets of nodes and of meetings. */
async function buckets(): Promise<readonly [nodes: Stored, meetings: Stored]> {
  const client = await connect({ servers: servers.map(({ port }) => `127.0.0.1:${port}`) });
  const manager = await jetstreamManager(client);
  const stored = async (name: string): Promise<Stored> => {
    const { cluster: { leader = '', replicas = [] } = {} } = await manager.streams.info(
      `KV_rtms-mock-three-${name}`,
    );
    return { copies: 1 + replicas.filter(({ current }) => current).length, leader };
  };
  try {
    return [await stored('nodes'), await stored('meetings')];
  } finally {
    await client.close();
  }
}

test(
  'a third server stores what two have; meetings go on after the loss of the one that leads them',
  { timeout: 120_000 },
  async () => {
    const [first, second, third] = servers;
    await Promise.all([first.start(), second.start()]);
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

    expect((await buckets()).map(({ copies }) => copies)).toEqual([1, 1]);
    await third.start();
    const stored = { copies: 3, leader: expect.stringMatching(/./) };
    const [{ leader }] = await retry(async () => {
      const now = await buckets();
      expect(now).toEqual([stored, stored]);
      return now;
    }, 40_000);
    expect(app.told.map(({ event }) => event)).not.toContain('meeting.rtms_interrupted');

    const lost = servers.find(({ name }) => name === leader) ?? expect.fail(`no server ${leader}`);
    await lost.kill();
    await retry(
      async () => expect((await buckets())[0].leader).not.toMatch(new RegExp(`^(${leader})?$`)),
      40_000,
    );
    // Without an interruption if the new leader was fast enough, else at the node that plays it, or at the other one.
    const mark = app.heard.length;
    const goesOn = ({ streamId }: ListedStream): boolean => {
      const url = app.told.findLast((told) => told.streamId === streamId && told.url !== undefined)?.url;
      return (
        app.heard.slice(mark).filter((heard) => heard.streamId === streamId && heard.url === url).length > 5
      );
    };
    await until(() => meetings.every(goesOn), 40_000);
    for (const node of [a, b]) {
      await retry(async () => {
        const listed = await streamsOf(node);
        expect(listed.map(({ state }) => state)).toEqual(['active', 'active']);
      });
    }
  },
);
