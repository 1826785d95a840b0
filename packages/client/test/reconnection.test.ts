import { describe, expect, test } from 'vitest';
import { joined as joinedWith, setUp, URLS } from './support/stream-harness.js';

const joined = (mask = 1) => joinedWith(mask, true);
const signalingAnswer = { msg_type: 2, status_code: 0, media_server: { server_urls: URLS } };
const mediaAnswer = { msg_type: 4, status_code: 0 };
const duplicate = { msg_type: 2, status_code: 8, reason: 'duplicate signal request' };
const keepAlive = { msg_type: 12, timestamp: 1767225610000 };

describe('a media socket that breaks', () => {
  test('is opened again alone: handshake, answer, ready-ack, and media goes on', () => {
    const { clock, told, urls, socket } = joined();
    socket(1).end.terminate();
    clock.advance(999);
    expect(urls).toHaveLength(2);
    clock.advance(1);
    expect([urls.slice(2), socket(2).heard()]).toEqual([['ws://media/all'], [3]]);
    expect(socket(0).heard()).toEqual([1, 5, 7]);
    socket(2).say(mediaAnswer);
    expect(socket(0).heard()).toEqual([1, 5, 7, 7]);
    socket(2).say({ msg_type: 14, content: { data: 'AAAA', timestamp: 1 } });
    expect(told).toEqual([
      ['interrupted', 'media'],
      ['reconnecting', 'media', 1, 1000],
      ['reconnected', 'media', 1000],
      ['media', 'AAAA'],
    ]);
  });

  test('sends the same signature again', () => {
    const { clock, socket } = joined();
    socket(1).end.terminate();
    clock.advance(1000);
    expect(socket(2).end.received[0]).toBe(socket(1).end.received[0]);
  });

  test('is tried until 65 s have passed, then the stream counts as lost', () => {
    const { clock, told, socket, network, urls } = joined();
    network.mode = 'fails';
    socket(1).end.terminate();
    clock.advance(30_000);
    socket(0).say(keepAlive);
    clock.advance(35_000);
    // At 1, 3, 7, 15, 25, 35, 45 and 55 s, and a last time at 65 s.
    expect(urls.slice(2)).toHaveLength(9);
    expect(told.at(-1)).toEqual(['ended', 14]);
    expect(socket(0).end.closed?.code).toBe(1000);
    expect(clock.pending).toBe(0);
  });

  test('counts as failed when its handshake is not answered for 10 s', () => {
    const { clock, told, socket, urls } = joined();
    socket(1).end.terminate();
    clock.advance(11_000);
    expect(told.at(-1)).toEqual(['reconnecting', 'media', 2, 2000]);
    expect(socket(2).end.closed?.code).toBe(1000);
    clock.advance(2000);
    expect(urls).toHaveLength(4);
  });

  test('is given up at once when the server refuses it for good', () => {
    const { clock, told, socket } = joined();
    socket(1).end.terminate();
    clock.advance(1000);
    socket(2).say({ msg_type: 4, status_code: 9, reason: 'audio is not in scope' });
    expect(told.at(-1)).toEqual(['ended', 14]);
  });

  test('is not opened again after STOPPED or TERMINATED', () => {
    const { clock, told, socket, urls } = joined();
    socket(0).say({ msg_type: 9, rtms_session_id: 'x', state: 5, stop_reason: 6, timestamp: 1 });
    socket(1).end.close(1000);
    clock.advance(100_000);
    expect(urls).toHaveLength(2);
    const other = joined();
    other.socket(0).say({ msg_type: 8, rtms_stream_id: 's', state: 4, reason: 6, timestamp: 1 });
    other.socket(1).end.close(1000);
    other.clock.advance(100_000);
    expect(other.urls).toHaveLength(2);
    expect(other.told).toEqual([
      ['signaled', 8],
      ['ended', 6],
    ]);
    expect(told).toContainEqual(['signaled', 9]);
  });

  test('stays closed when the app leaves while it waits', () => {
    const { clock, connection, socket, urls } = joined();
    socket(1).end.terminate();
    connection.leave();
    clock.advance(100_000);
    expect(urls).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});

describe('a signaling socket that breaks', () => {
  test('is opened again, then all media, with subscriptions and the chosen video', () => {
    const { clock, connection, told, urls, socket } = joined();
    connection.subscribeVideo(77, true);
    socket(0).end.terminate();
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
    socket(2).say(signalingAnswer);
    expect([socket(2).heard(), socket(3).heard()]).toEqual([[1, 5, 28], [3]]);
    expect(told.at(-1)).toEqual(['reconnecting', 'signaling', 1, 1000]);
    socket(2).say({ msg_type: 29, user_id: 77, status_code: 44, reason: 'already', timestamp: 1 });
    socket(3).say(mediaAnswer);
    expect(socket(2).heard()).toEqual([1, 5, 28, 7]);
    expect(told).toEqual([
      ['interrupted', 'signaling'],
      ['reconnecting', 'signaling', 1, 1000],
      ['reconnected', 'signaling', 1000],
    ]);
  });

  test('is tried until 60 s have passed, then the stream counts as lost', () => {
    const { clock, told, socket, network, urls } = joined();
    network.mode = 'fails';
    socket(0).end.terminate();
    clock.advance(60_000);
    // At 1, 3, 7, 15, 25, 35, 45 and 55 s: the next would come too late.
    expect(urls.slice(2)).toHaveLength(8);
    expect(told.at(-1)).toEqual(['ended', 13]);
    expect(clock.pending).toBe(0);
  });

  test('waits 1.5, 3 and 6 s while the server takes the old one for alive', () => {
    const { clock, told, socket } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).say(duplicate);
    clock.advance(1500);
    socket(3).say(duplicate);
    clock.advance(3000);
    socket(4).say(duplicate);
    clock.advance(6000);
    socket(5).say(signalingAnswer);
    socket(6).say(mediaAnswer);
    const delays = told.filter((entry) => Array.isArray(entry) && entry[0] === 'reconnecting');
    expect(delays.map((entry) => (entry as unknown[])[3])).toEqual([1000, 1500, 3000, 6000]);
    expect(told.at(-1)).toEqual(['reconnected', 'signaling', 11_500]);
  });

  test('ends the stream at once when the signature is refused', () => {
    const { clock, told, socket, urls } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).say({ msg_type: 2, status_code: 3, reason: 'invalid signature' });
    expect(told.at(-1)).toEqual(['ended', 13]);
    clock.advance(100_000);
    expect(urls).toHaveLength(3);
  });

  test('closed politely without a word is opened again; refused then, the stream is over without a reason', () => {
    const { clock, told, urls, socket } = joined();
    socket(0).end.close(1000);
    clock.advance(1000);
    socket(2).say(signalingAnswer);
    socket(3).say(mediaAnswer);
    expect(told.at(-1)).toEqual(['reconnected', 'signaling', 1000]);
    socket(2).end.close(1000);
    clock.advance(1000);
    socket(4).say({ msg_type: 2, status_code: 2, reason: 'the stream has ended' });
    clock.advance(500);
    expect(told.at(-1)).toEqual(['ended', 0]);
    expect([urls.length, clock.pending]).toEqual([5, 0]);
  });

  test('keeps its window when a new connection breaks before media is back', () => {
    const { clock, told, socket } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).say(signalingAnswer);
    socket(2).end.terminate();
    expect(told).toEqual([
      ['interrupted', 'signaling'],
      ['reconnecting', 'signaling', 1, 1000],
      ['reconnecting', 'signaling', 2, 2000],
    ]);
  });

  test('takes over from a media socket that was on its way back', () => {
    const { clock, told, socket, urls } = joined();
    socket(1).end.terminate();
    socket(0).end.terminate();
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
    socket(2).say(signalingAnswer);
    socket(3).say(mediaAnswer);
    expect(told.filter((entry) => Array.isArray(entry) && entry[0] !== 'reconnecting')).toEqual([
      ['interrupted', 'media'],
      ['interrupted', 'signaling'],
      ['reconnected', 'signaling', 1000],
    ]);
    clock.advance(30_000);
    expect(urls).toHaveLength(4);
  });

  test('stays closed after leaving, at any moment', () => {
    const waiting = joined();
    waiting.socket(0).end.terminate();
    expect(waiting.connection.leave()).toBe(0);
    const connecting = joined();
    connecting.socket(0).end.terminate();
    connecting.clock.advance(1000);
    expect(connecting.connection.leave()).toBe(0);
    for (const { clock, urls } of [waiting, connecting]) {
      const before = urls.length;
      clock.advance(100_000);
      expect([urls.length, clock.pending]).toEqual([before, 0]);
    }
  });
});

describe('silence', () => {
  test('of 65 s on signaling: the app starts over', () => {
    const { clock, told, urls, socket } = joined();
    clock.advance(64_999);
    socket(0).say(keepAlive);
    clock.advance(64_999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told[0]).toEqual(['interrupted', 'signaling']);
    expect(socket(0).end.closed?.code).toBe(1006);
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
  });

  test('on a media socket counts only once it has had a keep-alive', () => {
    const { clock, told, socket } = joined();
    const tick = (seconds: number): void => {
      for (let i = 0; i < seconds; i += 10) {
        clock.advance(10_000);
        socket(0).say(keepAlive);
      }
    };
    tick(100);
    expect(told).toEqual([]);
    socket(1).say(keepAlive);
    tick(60);
    expect(told).toEqual([]);
    tick(10);
    expect(told[0]).toEqual(['interrupted', 'media']);
  });

  test('is nothing to act upon when nothing is to be set up again', () => {
    const { clock, told } = joinedWith(1, false);
    clock.advance(100_000);
    expect([told, clock.pending]).toEqual([[], 0]);
  });
});

describe('joining', () => {
  test('is tried again while the stream is connected elsewhere, within its time limit', () => {
    const { clock, told, socket } = setUp({ reconnect: true });
    socket(0).say(duplicate);
    clock.advance(1500);
    socket(1).say(signalingAnswer);
    socket(2).say(mediaAnswer);
    expect(told).toEqual([['confirmed', 0]]);
    const tooLong = setUp({ reconnect: true });
    tooLong.socket(0).say(duplicate);
    tooLong.clock.advance(1500);
    tooLong.socket(1).say(duplicate);
    tooLong.clock.advance(2500);
    expect(tooLong.told).toEqual([['confirmed', 1]]);
    expect(tooLong.clock.pending).toBe(0);
  });

  test('fails at the first duplicate when nothing is to be tried again', () => {
    const { told, socket } = setUp({ reconnect: false });
    socket(0).say(duplicate);
    expect(told).toEqual([['confirmed', 8]]);
  });
});
