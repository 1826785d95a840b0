import { describe, expect, test } from 'vitest';
import { FrameStream, type FrameSource, type StreamOptions } from '../src/streams/frame-stream.js';

/** A stream of numbers, and functions that feed and end it. */
function setUp(options?: StreamOptions) {
  const fed: { next?: (frame: number) => void; end?: (error?: Error) => void } = {};
  const source: FrameSource<number> = {
    frames(next) {
      fed.next = next;
      return () => delete fed.next;
    },
    ended(done) {
      fed.end = done;
      return () => delete fed.end;
    },
  };
  const stream = new FrameStream(source, options);
  return {
    stream,
    feed: (...frames: number[]) => frames.forEach((frame) => fed.next?.(frame)),
    end: (error?: Error) => fed.end?.(error),
    get isFed() {
      return fed.next !== undefined || fed.end !== undefined;
    },
  };
}

async function readAll(stream: AsyncIterable<number>): Promise<number[]> {
  const read: number[] = [];
  for await (const frame of stream) read.push(frame);
  return read;
}

describe('a stream of frames', () => {
  test('returns the frames since its creation, then waits for more', async () => {
    const { stream, feed, end } = setUp();
    feed(1, 2);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(await stream.next()).toEqual({ done: false, value: 2 });
    const third = stream.next();
    feed(3);
    expect(await third).toEqual({ done: false, value: 3 });
    end();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('returns the queue before it ends', async () => {
    const { stream, feed, end } = setUp();
    feed(1, 2, 3);
    end();
    expect(await readAll(stream)).toEqual([1, 2, 3]);
  });

  test('drops and counts the oldest frames if the reader is too slow', async () => {
    const { stream, feed, end } = setUp({ maxWaiting: 2 });
    feed(1, 2, 3, 4, 5);
    end();
    expect(stream.dropped).toBe(3);
    expect(await readAll(stream)).toEqual([4, 5]);
  });

  test('drops nothing for readers that wait', async () => {
    const { stream, feed } = setUp({ maxWaiting: 1 });
    const reads = [stream.next(), stream.next(), stream.next()];
    feed(1, 2, 3);
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(stream.dropped).toBe(0);
  });

  test('stops listening after a break', async () => {
    const all = setUp();
    all.feed(1, 2);
    for await (const frame of all.stream) if (frame === 1) break;
    expect(all.isFed).toBe(false);
    expect(await all.stream.next()).toEqual({ done: true, value: undefined });
  });

  test('ends at an abort without an error, also if it was aborted before', async () => {
    const controller = new AbortController();
    const all = setUp({ signal: controller.signal });
    const waiting = all.stream.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(all.isFed).toBe(false);
    expect(await readAll(setUp({ signal: controller.signal }).stream)).toEqual([]);
  });

  test('ends at the end of its `await using` block', async () => {
    const all = setUp();
    {
      await using _stream = all.stream;
      expect(all.isFed).toBe(true);
    }
    expect(all.isFed).toBe(false);
  });

  test('throws once if joining failed, from a pending read or the next one', async () => {
    const waiting = setUp();
    const read = waiting.stream.next();
    waiting.end(new Error('status 3'));
    await expect(read).rejects.toThrow('status 3');
    expect(await waiting.stream.next()).toEqual({ done: true, value: undefined });
    const later = setUp();
    later.end(new Error('status 3'));
    await expect(later.stream.next()).rejects.toThrow('status 3');
    expect(await later.stream.next()).toEqual({ done: true, value: undefined });
  });

  test.each([0, -1, 1.5, NaN])('refuses %s as maxWaiting', (maxWaiting) => {
    expect(() => setUp({ maxWaiting })).toThrow(RangeError);
  });
});
