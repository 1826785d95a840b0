import { ManualClock } from '@rtms-mock/server/testing';
import { expect, test } from 'vitest';
import { VanishedMeetings } from '../src/vanished-meetings.js';

test('a meeting that has vanished is forgotten after 10 s unless its node writes it again', () => {
  const clock = new ManualClock();
  const forgotten: string[] = [];
  const vanished = new VanishedMeetings(clock, (key) => void forgotten.push(key));
  for (const key of ['lost', 'back']) vanished.add(key);
  vanished.delete('back');
  clock.advance(9_999);
  vanished.check();
  expect(forgotten).toEqual([]);
  clock.advance(1);
  for (let times = 0; times < 2; times += 1) vanished.check();
  expect(forgotten).toEqual(['lost']);
});
