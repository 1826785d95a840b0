import { expect, test } from 'vitest';
import { Gate } from '../src/gate.js';

test('only some calls run at a time, in their order, also after a failure', async () => {
  const gate = new Gate(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const calls = Array.from({ length: 10 }, (_, n) =>
    gate.run(async () => {
      order.push(n);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (n === 3) throw new Error('failed');
      return n;
    }),
  );
  const results = await Promise.allSettled(calls);
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
});
