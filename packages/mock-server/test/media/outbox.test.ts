import { stringToMessageBytes, messageBytesToString, type MessageBytes } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import type { OutgoingFrame } from '../../src/media/delivery/lanes/media-sink.js';
import type { MediaKind } from '../../src/media/media-kind.js';
import { Outbox } from '../../src/media/delivery/outbox.js';

/** A frame of 100 characters that starts with its name. */
function frame(name: string, kind: MediaKind = 'audio', isKeyframe = true): OutgoingFrame {
  return {
    kind,
    message: stringToMessageBytes(name.padEnd(100, '.')),
    byteLength: 50,
    latenessMs: 0,
    isKeyframe,
  };
}

function nameOf({ message }: { readonly message: MessageBytes }): string {
  return messageBytesToString(message).replace(/\.+$/, '');
}

/** An outbox for ten frames, whose reader reads nothing while `isStuck`. */
function setUp() {
  const clock = new ManualClock();
  const writes: string[][] = [];
  const dropped: string[] = [];
  let drain = (): void => {};
  let stalls = 0;
  let starts = 0;
  const socket = {
    bufferedBytes: 0,
    send: (text: string) => void writes.push([nameOf({ message: stringToMessageBytes(text) })]),
    sendAll: (messages: readonly MessageBytes[]) => {
      writes.push(messages.map((message) => nameOf({ message })));
      return socket.bufferedBytes === 0;
    },
    onDrain: (callback: () => void) => {
      drain = callback;
    },
  };
  const outbox = new Outbox(
    socket,
    clock,
    { maxBytes: 1000, stallMs: 10_000 },
    {
      frameSent: () => {},
      frameDropped: (one) => dropped.push(nameOf(one)),
      droppingStarted: () => {
        starts += 1;
      },
      readerStalled: () => {
        stalls += 1;
      },
    },
  );
  const stick = (isStuck: boolean): void => {
    socket.bufferedBytes = isStuck ? 1_000_000 : 0;
    if (!isStuck) drain();
  };
  return { clock, outbox, writes, dropped, stick, stalls: () => stalls, starts: () => starts };
}

describe('an outbox', () => {
  test('writes all frames that were added since the last flush at once', () => {
    const { outbox, writes } = setUp();
    for (const name of ['a', 'b', 'c']) outbox.add(frame(name));
    expect(writes).toEqual([]);
    outbox.flush();
    expect(writes).toEqual([['a', 'b', 'c']]);
    expect(outbox.waitingBytes).toBe(0);
  });

  test('keeps frames for a slow reader, drops the oldest beyond the limit, and continues when it reads', () => {
    const { outbox, writes, dropped, stick } = setUp();
    stick(true);
    for (let i = 1; i <= 13; i += 1) {
      outbox.add(frame(`a${i}`));
      outbox.flush();
    }
    expect(writes).toEqual([]);
    expect(dropped).toEqual(['a1', 'a2', 'a3']);
    expect(outbox.waitingBytes).toBe(1000);
    stick(false);
    expect(writes.flat()).toEqual(['a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10', 'a11', 'a12', 'a13']);
  });

  test('continues with the next keyframe after a dropped frame', () => {
    const { outbox, writes, dropped, stick } = setUp();
    stick(true);
    outbox.add(frame('key1', 'video'));
    for (let i = 1; i <= 4; i += 1) outbox.add(frame(`delta${i}`, 'video', false));
    for (let i = 1; i <= 5; i += 1) outbox.add(frame(`a${i}`));
    expect(dropped).toEqual([]);
    outbox.add(frame('delta5', 'video', false));
    outbox.flush();
    expect(dropped).toEqual(['key1', 'delta1', 'delta2', 'delta3', 'delta4', 'delta5']);
    outbox.add(frame('delta6', 'video', false));
    outbox.add(frame('key2', 'video'));
    outbox.add(frame('delta7', 'video', false));
    stick(false);
    expect(writes.flat()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'key2', 'delta7']);
    expect(dropped.at(-1)).toBe('delta6');
  });

  test('drops frames of one media type without affecting another', () => {
    const { outbox, writes, stick } = setUp();
    stick(true);
    outbox.add(frame('share', 'deskshare'));
    outbox.add(frame('key', 'video'));
    for (let i = 1; i <= 9; i += 1) outbox.add(frame(`a${i}`));
    outbox.add(frame('delta', 'video', false));
    outbox.flush();
    stick(false);
    expect(writes.flat()).not.toContain('share');
    expect(writes.flat()).not.toContain('delta');
  });

  test('a reader that keeps up loses nothing, however much is due at once', () => {
    const { outbox, writes, dropped } = setUp();
    for (let i = 0; i < 30; i += 1) outbox.add(frame(`a${i}`));
    outbox.flush();
    expect(writes.flat()).toHaveLength(30);
    expect(dropped).toEqual([]);
  });

  test('sends a frame that is larger than the limit: a late frame is better than none', () => {
    const { outbox, writes, stick } = setUp();
    stick(true);
    outbox.add({ ...frame('huge', 'deskshare'), message: stringToMessageBytes('huge'.padEnd(5000, '.')) });
    stick(false);
    expect(writes).toEqual([['huge']]);
  });

  test('reports a reader that read nothing during ten seconds of drops, once', () => {
    const { clock, outbox, stick, stalls, starts, dropped } = setUp();
    stick(true);
    const play = (frames: number): void => {
      for (let i = 0; i < frames; i += 1) {
        outbox.add(frame('a'));
        outbox.flush();
        clock.advance(100);
      }
    };
    play(10);
    expect(starts()).toBe(0);
    play(100);
    expect([starts(), stalls()]).toEqual([1, 0]);
    play(100);
    expect(stalls()).toBe(1);
    expect(outbox.waitingBytes).toBe(0);
    expect(dropped).toHaveLength(210);
  });

  test('a slow reader that reads does not count as stalled', () => {
    const { clock, outbox, stick, stalls, dropped } = setUp();
    for (let second = 0; second < 60; second += 1) {
      stick(true);
      for (let i = 0; i < 20; i += 1) {
        outbox.add(frame('a'));
        outbox.flush();
        clock.advance(50);
      }
      stick(false);
    }
    expect(dropped.length).toBeGreaterThan(100);
    expect(stalls()).toBe(0);
  });
});
