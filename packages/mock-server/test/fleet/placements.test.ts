import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { KNOWN_MS, Placements } from '../../src/fleet/placements.js';
import type { NodeInfo } from '../../src/fleet/registry.js';

function node(nodeId: string, load = 0): NodeInfo {
  return { nodeId, apiUrl: '', signalingUrl: '', labels: {}, state: 'ready', load };
}

function setUp() {
  const clock = new ManualClock();
  const placements = new Placements(clock);
  const place = (...nodes: NodeInfo[]) => {
    const placement = placements.place(nodes, {});
    placement?.settle();
    return placement?.node.nodeId;
  };
  return { clock, placements, place };
}

test('meetings that follow each other go to different nodes, though none is known yet', () => {
  const { place } = setUp();

  expect([place(node('a'), node('b')), place(node('a'), node('b')), place(node('a'), node('b'))]).toEqual([
    'a',
    'b',
    'a',
  ]);
});

test('a meeting that is known counts once', () => {
  const { placements, place } = setUp();
  place(node('a'), node('b', 1));
  placements.known('a');

  expect(place(node('a', 1), node('b', 1))).toBe('a');
  expect(place(node('a', 1), node('b', 1))).toBe('b');
});

test('a meeting that was refused counts only for a while', () => {
  const { clock, place } = setUp();
  place(node('a'), node('b'));

  clock.advance(KNOWN_MS);

  expect(place(node('a'), node('b'))).toBe('a');
});

test('meetings of other nodes change nothing', () => {
  const { placements, place } = setUp();
  place(node('a'), node('b'));
  placements.known('b');

  expect(place(node('a'), node('b'))).toBe('b');
});
