import { describe, expect, test } from 'vitest';
import { isWaitingForLabels, mayAdopt, mayEnd, mayForget, precedence } from '../src/adoption-rules.js';

const nodes = ['a', 'b', 'c', 'd'];

describe('the order in which nodes may adopt a meeting', () => {
  test('is the same whatever the order of the nodes', () => {
    expect(precedence('k', nodes)).toEqual(precedence('k', nodes.toReversed()));
  });

  test('spreads the meetings of a lost node over all others', () => {
    const firsts = Array.from({ length: 400 }, (_, n) => precedence(`stream${n}`, nodes)[0]);
    for (const node of nodes) expect(firsts.filter((first) => first === node).length).toBeGreaterThan(60);
  });
});

describe('a node', () => {
  const [first = '', second = ''] = precedence('k', nodes);
  const facts = {
    candidates: nodes,
    isWaiting: false,
    orphanedForMs: 0,
    ageMs: 600_000,
    steadyForMs: 60_000,
  };

  test('that is first adopts at once, the next one after a second', () => {
    expect(mayAdopt('k', first, facts)).toBe(true);
    expect(mayAdopt('k', second, { ...facts, orphanedForMs: 999 })).toBe(false);
    expect(mayAdopt('k', second, { ...facts, orphanedForMs: 1000 })).toBe(true);
  });

  test('that is no candidate never adopts', () => {
    expect(mayAdopt('k', 'z', { ...facts, orphanedForMs: 60_000 })).toBe(false);
  });

  test('never adopts a meeting whose record is old, and forgets it a minute after NATS was away', () => {
    expect(mayAdopt('k', first, { ...facts, ageMs: 600_001 })).toBe(false);
    expect(mayForget(facts)).toBe(false);
    expect(mayForget({ ...facts, ageMs: 600_001, steadyForMs: 59_999 })).toBe(false);
    expect(mayForget({ ...facts, ageMs: 600_001 })).toBe(true);
  });

  test('says of a meeting that it waits for its labels, once others have had time to come back', () => {
    const waiting = { ...facts, isWaiting: true, orphanedForMs: 1000, steadyForMs: 3000 };
    expect(isWaitingForLabels(waiting)).toBe(true);
    for (const change of [{ isWaiting: false }, { orphanedForMs: 999 }, { steadyForMs: 2999 }]) {
      expect(isWaitingForLabels({ ...waiting, ...change })).toBe(false);
    }
  });

  test('ends a meeting that it has seen wait for its labels, and leaves it to others if it has not', () => {
    const waiting = { ...facts, isWaiting: true, ageMs: 600_001, orphanedForMs: 300_000 };
    expect(mayEnd(waiting)).toBe(true);
    expect(mayEnd({ ...waiting, isWaiting: false })).toBe(false);
    expect(mayEnd({ ...waiting, ageMs: 600_000 })).toBe(false);
    expect(mayEnd({ ...waiting, steadyForMs: 59_999 })).toBe(false);
    const unknown = { ...waiting, orphanedForMs: 299_999 };
    expect([mayEnd(unknown), mayForget(unknown)]).toEqual([false, false]);
    expect(mayForget({ ...unknown, ageMs: 660_001 })).toBe(true);
  });

  test('whose NATS has just come back waits for the other nodes', () => {
    expect(mayAdopt('k', first, { ...facts, steadyForMs: 2999 })).toBe(false);
    expect(mayAdopt('k', first, { ...facts, steadyForMs: 3000 })).toBe(true);
  });
});
