import { expect, test } from 'vitest';
import { MemoryRegistry } from '../../src/fleet/memory-registry.js';
import { ElsewhereStreams, StreamUrls } from '../../src/fleet/stream-urls.js';
import type { ToWorker } from '../../src/fleet/worker-messages.js';
import { ManualClock } from '../../src/testing.js';
import { meetingRecord } from './meeting-record.js';

function fleet(...names: readonly string[]) {
  const registry = new MemoryRegistry(new ManualClock());
  const workers = new Map(names.map((name) => [name, new ElsewhereStreams(name)]));
  const sent: ToWorker[] = [];
  const urls = new StreamUrls(registry, (name, message) => {
    sent.push(message);
    if (message.type === 'stream-urls') workers.get(name)?.take(message.streams);
  });
  urls.follow();
  const join = (name: string): void => {
    workers.set(name, new ElsewhereStreams(name));
    registry.join({ nodeId: name, apiUrl: `http://${name}`, signalingUrl: `ws://${name}`, labels: {} });
  };
  for (const name of names) join(name);
  const urlsOf = (streamId: string): readonly (string | undefined)[] =>
    [...workers.values()].map((worker) => worker.urlOf(streamId));
  return { registry, sent, join, urlsOf };
}

test('a worker knows the URLs of the streams of others, until they end', async () => {
  const { registry, sent, urlsOf } = fleet('1', '2');
  const record = meetingRecord('a', '1');
  await registry.claim(record);
  expect(urlsOf('a')).toEqual([undefined, 'ws://1']);
  // Another record of the same meeting is no news.
  const before = sent.length;
  await registry.claim({ ...record, recordedUnixMs: record.recordedUnixMs + 5 });
  expect(sent).toHaveLength(before);
  await registry.release('a', '1');
  expect(urlsOf('a')).toEqual([undefined, undefined]);
});

test('the URL follows a meeting to another worker and names its instance', async () => {
  const { registry, join, urlsOf } = fleet('1', '2');
  const record = meetingRecord('a', '1');
  await registry.claim(record);
  registry.lose('1');
  expect(urlsOf('a')).toEqual([undefined, undefined]);
  const origin = { isOriginalHost: true, meetingWebhooks: false, webhookFields: {} };
  const streams = { a: { instance: 2, isAnnounced: true, ...origin } };
  await registry.claim({ ...record, nodeId: '2', streams });
  // The process that takes the place of the lost one.
  join('1');
  expect(urlsOf('a')).toEqual(['ws://2/instance/2', undefined]);
});
