import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { MemoryRegistry, type MemberNode } from '../../src/fleet/memory-registry.js';
import { leastLoaded, type FleetEvent, type NodeInfo } from '../../src/fleet/registry.js';
import { meetingRecord } from './meeting-record.js';

test('chooses the node with the least load, meetings that are being created included', async () => {
  const registry = registryOf('1', '2', '3');
  await registry.claim(meetingRecord('a', '1'));
  expect(registry.place({})?.node.nodeId).toBe('2');
  const third = registry.place({});
  expect(third?.node.nodeId).toBe('3');
  expect(registry.place({})?.node.nodeId).toBe('1');
  third?.settle();
  // The node has answered, and its record is still under way.
  expect(registry.place({})?.node.nodeId).toBe('2');
  await registry.claim(meetingRecord('b', '3'));
  expect(registry.nodes().map(({ load }) => load)).toEqual([1, 0, 1]);
  expect(registry.place({})?.node.nodeId).toBe('3');
});

test('places only on nodes that are ready and have the labels', () => {
  const nodes = [
    node({ nodeId: 'a', load: 9, labels: { region: 'eu', size: 'big' } }),
    node({ nodeId: 'b', load: 0, labels: { region: 'us' } }),
    node({ nodeId: 'c', load: 1, labels: { region: 'eu' }, state: 'draining' }),
  ];
  expect(leastLoaded(nodes, { labels: { region: 'eu' } })?.nodeId).toBe('a');
  expect(leastLoaded(nodes, { labels: { region: 'asia' } })).toBeUndefined();
  expect(leastLoaded(nodes, {})?.nodeId).toBe('b');
});

test('finds the node of a meeting by stream, meeting id and number, until it is released', async () => {
  const registry = registryOf('1', '2');
  await registry.claim(meetingRecord('a', '2'));
  for (const id of ['a', 'uuid-a', '100-a']) expect(registry.ownerOf(id)?.nodeId).toBe('2');
  // The stream goes on under another id.
  await registry.claim(meetingRecord('a', '2', ['b']));
  expect(registry.ownerOf('b')).toMatchObject({ nodeId: '2', load: 1 });
  expect(registry.running()).toEqual(['b']);
  expect(registry.ownerOf('a')?.nodeId).toBe('2');
  await registry.release('a', '1');
  expect(registry.holds('a')).toBe(true);
  await registry.release('a', '2');
  expect(registry.ownerOf('b')).toBeUndefined();
  expect(registry.nodes().map(({ load }) => load)).toEqual([0, 0]);
});

test('refuses the claim of a second node', async () => {
  const registry = registryOf('1', '2');
  expect(await registry.claim(meetingRecord('a', '1'))).toBe(true);
  expect(await registry.claim(meetingRecord('a', '2'))).toBe(false);
  expect(registry.ownerOf('a')?.nodeId).toBe('1');
});

test('reports a lost node with its meetings, which others can claim then', async () => {
  const registry = registryOf('1', '2');
  const events: FleetEvent[] = [];
  registry.subscribe((event) => events.push(event));
  await registry.claim(meetingRecord('a', '1'));
  await registry.claim(meetingRecord('b', '2'));
  registry.lose('1');
  registry.lose('1');
  expect(events).toMatchObject([
    { type: 'node-lost', node: { nodeId: '1', state: 'lost' }, records: [{ key: 'a' }] },
  ]);
  expect(registry.nodes().map(({ nodeId }) => nodeId)).toEqual(['2']);
  expect(registry.ownerOf('a')).toMatchObject({ nodeId: '1', state: 'lost' });
  expect(await registry.claim(meetingRecord('late', '1'))).toBe(false);
  expect(await registry.claim(meetingRecord('a', '2'))).toBe(true);
  expect(registry.nodes()).toMatchObject([{ nodeId: '2', load: 2 }]);
});

const clock = new ManualClock();

function registryOf(...nodeIds: string[]): MemoryRegistry {
  const registry = new MemoryRegistry(clock);
  for (const nodeId of nodeIds) registry.join(member(nodeId));
  return registry;
}

function member(nodeId: string): MemberNode {
  return { nodeId, apiUrl: `http://node${nodeId}`, signalingUrl: `ws://node${nodeId}`, labels: {} };
}

function node(properties: Partial<NodeInfo>): NodeInfo {
  return { ...member('x'), state: 'ready', load: 0, ...properties };
}
