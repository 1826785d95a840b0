import { expect, test } from 'vitest';
import { Directory } from '../src/directory.js';

function meeting(key: string, nodeId: string, states: readonly string[], meetingUuid = 'uuid') {
  const streams = states.map((state, index) => ({ streamId: `${key}.${index}`, state }));
  return {
    key,
    nodeId,
    session: 's',
    revision: 1,
    writtenUnixMs: 1,
    record: { meeting: { meetingUuid, meetingId: '5', streams } },
  };
}

test('meetings are found by all ids, the latest first', () => {
  const directory = new Directory();
  directory.set(meeting('k1', 'a', ['active', 'terminated']));
  directory.set(meeting('k2', 'b', ['active']));
  expect(['k1', 'k1.1', 'k2.0', 'uuid', '5', 'k3'].map((id) => directory.nodeOf(id))).toEqual([
    'a',
    'a',
    'b',
    'b',
    'b',
    undefined,
  ]);
  directory.delete('k2');
  expect([directory.nodeOf('uuid'), directory.nodeOf('k2')]).toEqual(['a', undefined]);
});

test('the load of a node is the number of its streams that go on', () => {
  const directory = new Directory();
  directory.set(meeting('k1', 'a', ['active', 'terminated', 'paused']));
  expect(directory.loadOf('a')).toBe(2);
  expect(directory.running()).toEqual(['k1.0', 'k1.2']);
  directory.set(meeting('k1', 'b', ['active']));
  expect([directory.loadOf('a'), directory.loadOf('b')]).toEqual([0, 1]);
});

test('the number of a server instance is that of the record, 1 without one', () => {
  const directory = new Directory();
  const first = meeting('k1', 'a', ['active', 'active']);
  const streams = { 'k1.0': { instance: 3 }, 'k1.1': { instance: 1 }, other: null };
  directory.set({ ...first, record: { ...first.record, streams } });
  expect(['k1.0', 'k1.1', 'unknown'].map((id) => directory.instanceOf(id))).toEqual([3, 1, 1]);
});

test('a record of an unknown form is no error', () => {
  const directory = new Directory();
  for (const record of [null, 5, { meeting: 7 }, { meeting: { streams: [null, {}] } }]) {
    directory.set({ key: 'k', nodeId: 'a', session: 's', revision: 1, writtenUnixMs: 1, record });
  }
  expect(directory.nodeOf('k')).toBe('a');
});

test('the labels that a meeting asks for are those of its record', () => {
  const directory = new Directory();
  const record = { meeting: { labels: { region: 'eu', bad: 5 }, streams: [] } };
  directory.set({ key: 'k', nodeId: 'a', session: 's', revision: 1, writtenUnixMs: 1, record });
  expect(directory.factsOf('k')?.labels).toEqual({ region: 'eu' });
});
