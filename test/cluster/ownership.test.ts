import { randomUUID } from 'node:crypto';
import { connect, headers } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock } from '@rtms-mock/protocol/clock';
import { BrokenNetwork } from './broken-network.js';
import { join, record, retry, until, type Member } from './member.js';
import { NatsServer } from './nats-server.js';

let nats: NatsServer;
beforeAll(async () => {
  nats = await NatsServer.start();
});
afterAll(async () => {
  await nats.close();
});

/** URL of a cluster of its own, on the server of all tests. */
function newCluster(): string {
  return nats.url(randomUUID());
}

describe('nodes and their meetings', () => {
  test('nodes see each other with their labels and the number of their streams', async () => {
    const url = newCluster();
    await using a = await join(url, 'a', { region: 'eu' });
    await using b = await join(url, 'b', { region: 'us' });
    await until(() => a.cluster.nodes().length === 2);
    expect(await a.cluster.claim(record('k1'))).toBe(true);
    expect(await a.cluster.claim(record('k2', 'terminated'))).toBe(true);
    await until(() => b.cluster.ownerOf('k2') !== undefined);
    expect(b.cluster.nodes()).toEqual([
      expect.objectContaining({ nodeId: 'a', labels: { region: 'eu' }, state: 'ready', load: 1 }),
      expect.objectContaining({ nodeId: 'b', labels: { region: 'us' }, state: 'ready', load: 0 }),
    ]);
    for (const id of ['k1', 'uuid of k1', '1k1']) expect(b.cluster.ownerOf(id)?.nodeId).toBe('a');
    expect(b.cluster.ownerOf('k3')).toBeUndefined();
  });

  test('of several nodes that claim a meeting, one plays it', async () => {
    const url = newCluster();
    await using a = await join(url, 'a');
    await using b = await join(url, 'b');
    const claims = await Promise.all([a.cluster.claim(record('k')), b.cluster.claim(record('k'))]);
    expect(claims.filter((isClaimed) => isClaimed)).toHaveLength(1);
    expect([a.cluster.holds('k'), b.cluster.holds('k')]).toEqual(claims);
  });

  test('an ended meeting has no node, and is not taken over', async () => {
    const url = newCluster();
    await using b = await join(url, 'b');
    {
      await using a = await join(url, 'a');
      await a.cluster.claim(record('ended'));
      await a.cluster.claim(record('running'));
      await until(() => b.cluster.ownerOf('running') !== undefined);
      await a.cluster.release('ended');
      await until(() => b.cluster.ownerOf('ended') === undefined);
    }
    await until(() => b.adopted.length > 0);
    expect(b.adopted).toEqual(['running']);
    expect(b.cluster.ownerOf('running')?.nodeId).toBe('b');
  });

  test('a node that drains takes nothing and hands its meetings to nodes with their labels', async () => {
    const url = newCluster();
    await using a = await join(url, 'a');
    await using b = await join(url, 'b', { region: 'eu' });
    await using c = await join(url, 'c');
    await until(() => a.cluster.nodes().length === 3);
    await a.cluster.claim(record('eu', 'active', { region: 'eu' }));
    await a.cluster.claim(record('mars', 'active', { planet: 'mars' }));
    await until(() => a.cluster.ownerOf('mars') !== undefined);
    await a.cluster.drain();
    await until(() => c.cluster.nodes()[0]?.state === 'draining');
    expect(await a.cluster.handOver()).toBe(1);
    expect(a.log).toEqual(['Handing meetings over to b.']);
    expect(a.abandoned).toEqual(['eu']);
    expect(a.cluster.holds('eu')).toBe(false);
    await until(() => b.cluster.holds('eu'));
    expect(a.cluster.holds('mars')).toBe(true);
    expect([b.adopted, c.adopted]).toEqual([['eu'], []]);
    await a.cluster.releaseAll();
    await a.cluster.close();
    await until(() => c.cluster.nodes().length === 2);
    expect(c.log).toEqual(['The node a has left.']);
  });
});

test('a node that begins to drain hands nothing over to itself, though NATS still shows it as ready', async () => {
  const url = newCluster();
  await using a = await join(url, 'a', { region: 'us' });
  await using b = await join(url, 'b', { region: 'eu' });
  await a.cluster.claim(record('us', 'active', { region: 'us' }));
  await until(() => a.cluster.ownerOf('us') !== undefined && b.cluster.nodes().length === 2);
  const drained = a.cluster.drain();
  expect(a.cluster.place({ labels: { region: 'us' } })).toBeUndefined();
  expect(await a.cluster.handOver()).toBe(1);
  await drained;
  expect([a.abandoned, a.log]).toEqual([[], []]);
  expect(a.cluster.holds('us')).toBe(true);
});

test('nodes that stop at the same time leave no meeting to each other', async () => {
  const url = newCluster();
  await using a = await join(url, 'a');
  await using b = await join(url, 'b');
  await a.cluster.claim(record('k'));
  await until(() => a.cluster.ownerOf('k') !== undefined && a.cluster.nodes().length === 2);
  await a.cluster.drain();
  // Its record that it drains comes after the handing over.
  const handed = a.cluster.handOver();
  await b.cluster.drain();
  expect((await handed) + (await b.cluster.handOver())).toBe(1);
  expect([a.cluster.holds('k'), b.cluster.holds('k')].filter((holds) => holds)).toHaveLength(1);
  expect([...a.adopted, ...b.adopted]).toEqual(['k']);
});

test('a meeting whose labels no node has waits until one joins', async () => {
  const url = newCluster();
  await using b = await join(url, 'b');
  {
    await using a = await join(url, 'a', { planet: 'mars' });
    await a.cluster.claim(record('k', 'active', { planet: 'mars' }));
    await until(() => b.cluster.ownerOf('k') !== undefined);
  }
  await until(() => b.cluster.nodes().length === 1);
  expect(b.cluster.ownerOf('k')?.state).toBe('lost');
  await using c = await join(url, 'c', { planet: 'mars' });
  await until(() => c.cluster.holds('k'));
  expect([b.adopted, c.adopted]).toEqual([[], ['k']]);
});

test('a meeting whose labels no node has is named in the log, and can be ended', async () => {
  const url = newCluster();
  await using b = await join(url, 'b');
  await using c = await join(url, 'c');
  {
    await using a = await join(url, 'a', { planet: 'mars' });
    await a.cluster.claim(record('k', 'active', { planet: 'mars' }));
    await until(() => [b, c].every(({ cluster }) => cluster.ownerOf('k') !== undefined));
    expect(await b.cluster.endWaiting('k')).toBe(false);
  }
  const line =
    '1 meeting waits for a node with planet=mars: none takes meetings now. It ends in about 10 minutes if none joins.';
  await until(() => [b, c].every(({ log }) => log.includes(line)));
  // Of several nodes that try, one ends it.
  const ended = await Promise.all([b, c].map(({ cluster }) => cluster.endWaiting('k')));
  expect(ended.filter((isEnded) => isEnded)).toHaveLength(1);
  expect([...b.ended, ...c.ended]).toEqual(['k']);
  await until(() => [b, c].every(({ cluster }) => cluster.ownerOf('k') === undefined));
  expect([...b.adopted, ...c.adopted]).toEqual([]);
});

test('meetings of a cluster that has had no nodes for long are forgotten', async () => {
  const url = newCluster();
  {
    await using a = await join(url, 'a');
    await a.cluster.claim(record('k'));
    await until(() => a.cluster.ownerOf('k') !== undefined);
  }
  const clock = { ...realClock, unixMs: () => Date.now() + 600_000 };
  await using b = await join(url, 'b', {}, clock);
  expect(b.log.join()).toContain('no node for more than 5 minutes');
  await until(() => b.cluster.ownerOf('k') === undefined);
});

describe('failures', () => {
  test('in a partition a node stops before another one goes on, and gives way when it is back', async () => {
    const name = randomUUID();
    const network = await BrokenNetwork.open(nats.port);
    await using a = await join(network.url(name), 'a');
    await using b = await join(nats.url(name), 'b');
    await a.cluster.claim(record('k'));
    await until(() => b.cluster.ownerOf('k') !== undefined);
    const lost: string[] = [];
    b.cluster.subscribe((event) => event.type === 'node-lost' && lost.push(event.node.nodeId));
    network.break();
    let together = 0;
    await until(() => {
      if (a.cluster.holds('k') && b.cluster.holds('k')) together += 1;
      return b.adopted.length > 0;
    });
    expect(together).toBe(0);
    expect(lost).toEqual(['a']);
    expect([a.cluster.holds('k'), a.abandoned]).toEqual([false, ['k']]);
    expect(a.log.join('\n')).toContain('cannot renew its lease');
    network.heal();
    await until(() => a.log.includes('Another node plays the meeting k now.'));
    expect([a.adopted, a.abandoned]).toEqual([[], ['k']]);
    expect([a.cluster.holds('k'), b.cluster.holds('k')]).toEqual([false, true]);
    await until(() => b.cluster.nodes().length === 2);
    await network.close();
  });

  test('after a failure of NATS every node goes on with its own meetings', async () => {
    const own = await NatsServer.start();
    await using a = await join(own.url('x'), 'a');
    await using b = await join(own.url('x'), 'b');
    await a.cluster.claim(record('of-a'));
    await b.cluster.claim(record('of-b'));
    await own.kill();
    await until(() => !a.cluster.holds('of-a') && !b.cluster.holds('of-b'));
    expect(a.cluster.place({})).toBeUndefined();
    await own.start();
    await until(() => a.cluster.holds('of-a') && b.cluster.holds('of-b'));
    await until(() => a.cluster.nodes().length === 2 && a.cluster.ownerOf('of-b') !== undefined);
    expect([a.abandoned, b.abandoned]).toEqual([['of-a'], ['of-b']]);
    expect([a.adopted, b.adopted]).toEqual([['of-a'], ['of-b']]);
    expect(a.cluster.place({})).toBeDefined();
    await own.close();
  });

  test('a meeting that has ended does not come back with a NATS server that was killed', async () => {
    const own = await NatsServer.start();
    const client = await connect({ servers: `127.0.0.1:${own.port}`, maxReconnectAttempts: -1 });
    await using a = await join(own.url('x'), 'a');
    const store = jetstream(client);
    const put = async (key: string): Promise<void> => {
      const value = { nodeId: 'gone', session: null, record: record(key, 'active', { n: 'b' }) };
      await store.publish(`$KV.rtms-mock-x-meetings.${key}`, JSON.stringify(value));
    };
    await put('ended');
    await until(() => a.cluster.ownerOf('ended') !== undefined);
    // As a node ends a meeting, but NATS soon forgets the mark.
    const purge = headers();
    purge.set('KV-Operation', 'PURGE');
    purge.set('Nats-Rollup', 'sub');
    await store.publish('$KV.rtms-mock-x-meetings.ended', '', { headers: purge, ttl: '1s' });
    await until(() => a.cluster.ownerOf('ended') === undefined);
    const { streams } = await store.jetstreamManager();
    const last = { last_by_subj: '$KV.rtms-mock-x-meetings.ended' };
    await retry(async () => expect(await streams.getMessage('KV_rtms-mock-x-meetings', last)).toBeNull());
    await own.kill();
    await own.start();
    await retry(() => put('running'));
    await using b = await join(own.url('x'), 'b', { n: 'b' });
    await until(() => b.adopted.length > 0);
    expect(b.adopted).toEqual(['running']);
    expect(a.log).toContain('NATS has lost the end of the meeting ended, which is deleted again.');
    await client.close();
    await own.close();
  });

  test.each([
    ['at once', async () => {}],
    ['later', async (a: Member, b: Member) => until(() => !a.cluster.holds('a1') && !b.cluster.holds('b1'))],
  ])('a NATS server that is back %s without its disk learns everything again', async (_, wait) => {
    const own = await NatsServer.start();
    await using a = await join(own.url('x'), 'a');
    await using b = await join(own.url('x'), 'b');
    const ofA = ['a1', 'a2'];
    const ofB = ['b1', 'b2'];
    for (const key of ofA) await a.cluster.claim(record(key));
    for (const key of ofB) await b.cluster.claim(record(key));
    await own.kill({ wipe: true });
    await wait(a, b);
    await own.start();
    const counts = new Set<number>();
    await until(() => {
      for (const { cluster } of [a, b]) if (cluster.isCurrent) counts.add(cluster.running().length);
      return a.adopted.length + b.adopted.length >= 4;
    });
    // A list that lacks one of these says so.
    expect([...counts]).toEqual([4]);
    await until(() => [a, b].every(({ cluster }) => cluster.nodes().length === 2));
    expect([a.adopted.toSorted(), b.adopted.toSorted()]).toEqual([ofA, ofB]);
    for (const { cluster, log } of [a, b]) {
      expect(ofA.map((key) => cluster.ownerOf(key)?.nodeId)).toEqual(['a', 'a']);
      expect(ofB.map((key) => cluster.ownerOf(key)?.nodeId)).toEqual(['b', 'b']);
      expect(log.filter((line) => line.startsWith('Another node plays'))).toEqual([]);
    }
    await using c = await join(own.url('x'), 'c');
    expect(c.cluster.epochUnixMs).toBe(a.cluster.epochUnixMs);
    await until(() => c.cluster.running().length === 4);
    await own.close();
  });

  test('a bucket whose keys never expire is refused', async () => {
    const name = randomUUID();
    const client = await connect({ servers: `127.0.0.1:${nats.port}` });
    const manager = await jetstreamManager(client);
    await manager.streams.add({
      name: `KV_rtms-mock-${name}-nodes`,
      subjects: [`$KV.rtms-mock-${name}-nodes.>`],
      max_msgs_per_subject: 1,
    });
    await expect(join(nats.url(name), 'a')).rejects.toThrow(/made without allow_msg_ttl/);
    await client.close();
  });
});
