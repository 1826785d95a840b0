import { expect, test } from 'vitest';
import { mediaFlowIn, type State } from '../../src/meetings/stream-state.js';

const off = (): void => {};

test.each<[State, string, string]>([
  [{ name: 'created', resumeTo: 'active', timeout: off }, 'off', 'off'],
  [{ name: 'signaling', resumeTo: 'active' }, 'held', 'flowing'],
  [{ name: 'signaling', resumeTo: 'paused' }, 'off', 'off'],
  [{ name: 'active' }, 'flowing', 'flowing'],
  [{ name: 'paused' }, 'off', 'off'],
  [{ name: 'interrupted', lost: 'signaling', resumeTo: 'active', window: off }, 'held', 'flowing'],
  [{ name: 'interrupted', lost: 'signaling', resumeTo: 'paused', window: off }, 'off', 'off'],
  [{ name: 'interrupted', lost: 'media', resumeTo: 'active', losses: [] }, 'flowing', 'flowing'],
  [{ name: 'terminated', reason: 6 }, 'off', 'off'],
])('media of a stream in state %j is %s, and %s with keepMediaOnSignalingLoss', (state, usual, kept) => {
  expect([false, true].map((keepsMedia) => mediaFlowIn(state, { keepsMedia }))).toEqual([usual, kept]);
});
