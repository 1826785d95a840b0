import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App } from './app.js';
import { BrokenNetwork } from './broken-network.js';
import { retry, until } from './member.js';
import { NatsServer } from './nats-server.js';
import { call, startMeeting, startNode, streamsOf } from './nodes.js';

let nats: NatsServer;
beforeAll(async () => {
  nats = await NatsServer.start();
});
afterAll(async () => {
  await nats.close();
});

describe('three nodes', () => {
  test('place meetings by labels and load, and each answers for all', async () => {
    const url = nats.url(randomUUID());
    await using app = await App.start();
    await using a = await startNode(url, '--label', 'region=eu', '--webhook-url', app.webhookUrl);
    await using b = await startNode(url, '--label', 'region=eu', '--webhook-url', app.webhookUrl);
    await using c = await startNode(url, '--label', 'region=us', '--webhook-url', app.webhookUrl);
    const inUs = await Promise.all([a, b].map((node) => startMeeting(node, { labels: { region: 'us' } })));
    expect(inUs.map(({ serverUrls }) => serverUrls)).toEqual([c.signalingUrl, c.signalingUrl]);
    const anywhere = [await startMeeting(c, {}), await startMeeting(c, {})];
    expect(new Set(anywhere.map(({ serverUrls }) => serverUrls))).toEqual(
      new Set([a.signalingUrl, b.signalingUrl]),
    );
    await expect(startMeeting(a, { labels: { region: 'mars' } })).rejects.toThrow(
      /^409 .*No node with region=mars takes meetings now\./,
    );

    const ids = [...inUs, ...anywhere].map(({ streamId }) => streamId).toSorted();
    for (const node of [a, b, c]) {
      const listed = await streamsOf(node);
      expect(listed.map(({ streamId }) => streamId).toSorted()).toEqual(ids);
    }
    const [stream] = inUs;
    await until(() => app.heardFrom(stream!.streamId, c.signalingUrl).length > 0);
    expect(await call(b, `/api/meetings/${stream!.streamId}`)).toMatchObject({
      state: 'active',
      node: stream!.node,
    });
    await call(b, `/api/meetings/${stream!.streamId}/actions`, { action: 'end' });
    await until(() => app.eventsOf(stream!.streamId).includes('meeting.rtms_stopped'));
  });

  test('go on with the meetings of one that is killed', async () => {
    const url = nats.url(randomUUID());
    await using app = await App.start();
    await using a = await startNode(url, '--label', 'region=eu');
    await using b = await startNode(url, '--label', 'region=us');
    await using c = await startNode(url, '--label', 'region=us');
    const meeting = { webhookUrl: app.webhookUrl };
    const first = await startMeeting(b, { ...meeting, labels: { region: 'us' } });
    const lost = first.serverUrls === b.signalingUrl ? b : c;
    const { streamId } = first;
    const others = [
      await startMeeting(b, { ...meeting, labels: { region: 'eu' } }),
      await startMeeting(b, { ...meeting, labels: { region: 'eu' } }),
    ];
    await until(() => app.heardFrom(streamId, lost.signalingUrl).length > 10);
    await until(() => others.every((other) => app.heardFrom(other.streamId, other.serverUrls).length > 0));
    lost.program.signal('SIGKILL');
    await until(() => app.eventsOf(streamId).length === 3);
    expect(app.eventsOf(streamId)).toEqual([
      'meeting.rtms_started',
      'meeting.rtms_interrupted',
      'meeting.rtms_started',
    ]);
    const newUrl = app.told.findLast((told) => told.streamId === streamId)?.url ?? '';
    // On the other node that has the label.
    const other = lost === b ? c : b;
    expect(newUrl).toBe(`${other.signalingUrl}/instance/2`);
    await until(() => app.heardFrom(streamId, newUrl).length > 10);
    // The meeting has gone on in the meantime, and the other meetings have not noticed anything.
    const before = app.heardFrom(streamId, lost.signalingUrl).at(-1)!;
    const after = app.heardFrom(streamId, newUrl)[0]!;
    expect(after.timestamp).toBeGreaterThan(before.timestamp);
    for (const { streamId: id } of others) expect(app.eventsOf(id)).toEqual(['meeting.rtms_started']);
    expect((await streamsOf(a)).map((stream) => stream.streamId)).toContain(streamId);
  });

  test('end all meetings, those of a node that was just killed and those that wait for its label too', async () => {
    const url = nats.url(randomUUID());
    await using app = await App.start();
    await using a = await startNode(url);
    await using b = await startNode(url, '--label', 'region=us');
    await using c = await startNode(url);
    const meeting = { webhookUrl: app.webhookUrl };
    const others = [
      await startMeeting(a, meeting),
      await startMeeting(a, meeting),
      await startMeeting(a, meeting),
    ];
    expect(others.map(({ serverUrls }) => serverUrls)).toContain(b.signalingUrl);
    const waiting = await startMeeting(a, { ...meeting, labels: { region: 'us' } });
    const ids = [waiting, ...others].map(({ streamId }) => streamId).toSorted();
    // By now the other nodes know the meetings.
    await until(() =>
      [waiting, ...others].every((one) => app.heardFrom(one.streamId, one.serverUrls).length > 10),
    );
    b.program.signal('SIGKILL');
    const { results, ...rest } = await call<{ results: { streamId: string; ok: boolean }[] }>(
      a,
      '/api/actions',
      {
        action: 'end',
      },
    );
    expect(rest).toEqual({});
    expect(results.map(({ streamId }) => streamId).toSorted()).toEqual(ids);
    expect(results.every(({ ok }) => ok)).toBe(true);
    await until(() => ids.every((id) => app.eventsOf(id).at(-1) === 'meeting.rtms_stopped'));
    // Nothing comes back.
    for (const node of [a, c]) {
      const listed = await call<{ meetings: { state: string }[]; incomplete?: boolean }>(
        node,
        '/api/meetings',
      );
      expect(listed.incomplete).toBeUndefined();
      expect(listed.meetings.map(({ state }) => state)).toEqual(ids.map(() => 'terminated'));
    }
  });

  test('go on when NATS is killed and starts again', async () => {
    const own = await NatsServer.start();
    await using app = await App.start();
    await using a = await startNode(own.url('x'), '--label', 'n=a');
    await using b = await startNode(own.url('x'), '--label', 'n=b');
    await using c = await startNode(own.url('x'), '--label', 'n=c');
    const meeting = { webhookUrl: app.webhookUrl };
    const onA = await startMeeting(c, { ...meeting, labels: { n: 'a' } });
    const onB = await startMeeting(c, { ...meeting, labels: { n: 'b' } });
    await until(() => app.heardFrom(onA.streamId, a.signalingUrl).length > 0);
    await own.kill();
    await b.program.line(/The connection to NATS at .* is lost/);
    await own.start();
    for (const { program } of [a, b, c]) await program.line(/The connection to NATS at \S+ is back/);
    // A meeting that starts now is known to all, so the cluster works again.
    const added = await retry(() => startMeeting(c, { ...meeting, labels: { n: 'b' } }));
    await until(() => app.heardFrom(added.streamId, b.signalingUrl).length > 0);
    // It was away for less than a lease: nobody was interrupted.
    for (const { streamId } of [onA, onB]) expect(app.eventsOf(streamId)).toEqual(['meeting.rtms_started']);

    // For longer than a lease, nobody plays; then all meetings go on.
    await own.kill();
    for (const { program } of [a, b]) await program.line(/cannot renew its lease/);
    // An empty list would say that all meetings have ended.
    await expect(streamsOf(a)).rejects.toThrow(/^503 .*no-node/);
    await until(() => app.open.get(a.signalingUrl) === 0);
    await own.start();
    for (const { streamId } of [onA, onB, added]) {
      await until(() => app.eventsOf(streamId).length === 3);
      const url = app.told.findLast((told) => told.streamId === streamId)?.url ?? '';
      await until(() => app.heardFrom(streamId, url).length > 0);
    }
    await own.close();
  });

  test('a node behind a partition is silent before another one goes on', async () => {
    const name = randomUUID();
    const network = await BrokenNetwork.open(nats.port);
    await using app = await App.start();
    await using a = await startNode(network.url(name), '--label', 'n=a');
    const { streamId } = await startMeeting(a, { webhookUrl: app.webhookUrl });
    await using b = await startNode(nats.url(name));
    await using c = await startNode(nats.url(name));
    await until(() => app.heardFrom(streamId, a.signalingUrl).length > 10);
    network.break();
    await until(() => app.eventsOf(streamId).length === 3);
    const { url: newUrl = '' } = app.told.findLast((told) => told.streamId === streamId)!;
    expect([b, c].some(({ signalingUrl }) => newUrl.startsWith(signalingUrl))).toBe(true);
    await until(() => app.heardFrom(streamId, newUrl).length > 10);
    // The app would hear the first node, whose sockets it has not closed.
    const byNode = app.heard.filter((heard) => heard.streamId === streamId).map(({ url }) => url);
    expect(byNode.lastIndexOf(a.signalingUrl)).toBeLessThan(byNode.indexOf(newUrl));
    expect(app.open.get(a.signalingUrl)).toBe(0);
    const heardFromA = app.heardFrom(streamId, a.signalingUrl).length;

    network.heal();
    await a.program.line(/Another node plays the meeting/);
    await until(() => app.heardFrom(streamId, newUrl).length > 50);
    expect(app.heardFrom(streamId, a.signalingUrl)).toHaveLength(heardFromA);
    expect(app.eventsOf(streamId)).toHaveLength(3);
    // The node is back, and takes new meetings.
    const again = await retry(() => startMeeting(b, { webhookUrl: app.webhookUrl, labels: { n: 'a' } }));
    await until(() => app.heardFrom(again.streamId, a.signalingUrl).length > 0);
    await network.close();
  });

  test('a node that drains hands its meetings over, and ends', async () => {
    const url = nats.url(randomUUID());
    await using app = await App.start();
    await using a = await startNode(url, '--drain', '20s');
    const { streamId } = await startMeeting(a, { webhookUrl: app.webhookUrl });
    await until(() => app.heardFrom(streamId, a.signalingUrl).length > 0);
    const waiting = await startMeeting(a, { topic: 'not begun', start: false });
    await using b = await startNode(url);
    await using c = await startNode(url);
    await until(() => [b, c].every(({ program }) => program.output.includes('ready')));
    a.program.signal('SIGTERM');
    expect(await a.program.exit()).toBe(0);
    const moved = await retry(async () => {
      const listed = (await streamsOf(b)).find((stream) => stream.streamId === waiting.streamId);
      if (listed === undefined) throw new Error('the meeting that has not begun is not taken over yet');
      return listed;
    });
    expect(moved.node).not.toBe(waiting.node);
    await call(c, `/api/meetings/${waiting.streamId}/actions`, { action: 'start' });
    await until(() => app.eventsOf(streamId).length === 3);
    const newUrl = app.told.findLast((told) => told.streamId === streamId)?.url ?? '';
    await until(() => app.heardFrom(streamId, newUrl).length > 0);
    expect(app.eventsOf(streamId)).not.toContain('meeting.rtms_stopped');
  });

  test('a node that drains alone waits until its meetings end', async () => {
    await using app = await App.start();
    await using a = await startNode(nats.url(randomUUID()), '--drain', '30s');
    const meeting = { webhookUrl: app.webhookUrl };
    const { streamId } = await startMeeting(a, meeting);
    a.program.signal('SIGTERM');
    await a.program.line(/waiting until they end/);
    await expect(startMeeting(a, meeting)).rejects.toThrow(/^503 .*No node takes meetings now/);
    await call(a, `/api/meetings/${streamId}/actions`, { action: 'end' });
    expect(await a.program.exit()).toBe(0);
    expect(app.eventsOf(streamId).at(-1)).toBe('meeting.rtms_stopped');
  });
});
