import { expect, test } from 'vitest';
import { MeetingPhases } from '../../src/meetings/meeting-phases.js';

test('meetings that start together begin in all four phases of an audio packet', () => {
  const phases = new MeetingPhases();
  const begun = Array.from({ length: 8 }, () => phases.begin(1003));
  expect(begun).toEqual([1000, 995, 990, 985, 1000, 995, 990, 985]);
});

test('a meeting begins now if no other phase has fewer meetings', () => {
  const phases = new MeetingPhases();
  expect([phases.begin(1000), phases.begin(1005), phases.begin(1010), phases.begin(1015)]).toEqual([
    1000, 1005, 1010, 1015,
  ]);
  expect(phases.begin(1042)).toBe(1040);
});

test('clocks may begin below 0', () => {
  const phases = new MeetingPhases();
  expect([phases.begin(-7), phases.begin(-7)]).toEqual([-10, -15]);
});
