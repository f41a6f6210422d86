import { expect, it } from 'vitest';
import { createGate } from './semaphore.ts';

it('a gate lets so many in at once, in order, and frees a place after a failure', async () => {
  const gate = createGate(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = Array.from({ length: 6 }, (_, i) =>
    gate(async () => {
      order.push(i);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      inside -= 1;
      if (i === 1) throw new Error('failed inside');
    }),
  );
  const results = await Promise.allSettled(work);
  expect(results.map((result) => result.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});
