import { describe, expect, test } from 'vitest';
import { joined, setUp, URLS } from './support/stream-harness.js';

describe('joining', () => {
  test('sends one ready-ack and confirms when the last media socket is open', () => {
    const { notified, socket } = setUp({ mask: 9 });
    socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    expect([socket(1).types(), socket(2).types()]).toEqual([[3], [3]]);
    socket(2).send({ msg_type: 4, status_code: 0 });
    expect([socket(0).types(), notified]).toEqual([[1, 5], []]);
    socket(1).send({ msg_type: 4, status_code: 0 });
    expect([socket(0).types(), notified]).toEqual([[1, 5, 7], [['confirmed', 0]]]);
  });

  test('confirms when the media socket is open', () => {
    const { notified, socket, urls } = setUp();
    expect(socket(0).types()).toEqual([1]);
    socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    expect([socket(0).types(), socket(1).types(), notified]).toEqual([[1, 5], [3], []]);
    socket(1).send({ msg_type: 4, status_code: 0 });
    expect([socket(0).types(), notified]).toEqual([[1, 5, 7], [['confirmed', 0]]]);
    expect(urls).toEqual(['ws://signaling', 'ws://media/all']);
  });

  test('sends a ready-ack without a media socket if no media is requested', () => {
    const { notified, socket } = setUp({ mask: 0 });
    socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    expect([socket(0).types(), notified]).toEqual([[1, 5, 7], [['confirmed', 0]]]);
  });

  test('gives up at the timeout, to the millisecond', () => {
    const { clock, notified } = setUp({ opens: false });
    clock.advance(3999);
    expect(notified).toEqual([]);
    clock.advance(1);
    expect(notified).toEqual(['abandoned', ['confirmed', 1]]);
  });

  test('gives up if the media handshake is never answered', () => {
    const { clock, notified, socket } = setUp();
    socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    clock.advance(4000);
    expect(notified).toEqual([['confirmed', 1]]);
    expect([socket(0).end.closed, socket(1).end.closed]).toEqual([
      { code: 1000, reason: '' },
      { code: 1000, reason: '' },
    ]);
  });

  test('leaves no pending timer', () => {
    const { clock, connection } = joined();
    expect(clock.pending).toBe(0);
    connection.leave();
    const abandoned = setUp();
    abandoned.connection.leave();
    expect(abandoned.clock.pending).toBe(0);
  });

  test.each([
    [{ status_code: 15, reason: 'no' }, 15],
    [{ status_code: 70 }, 70],
    [{ status: 'STATUS_INVALID' }, -1],
  ])('reports the status of a refusal unchanged: %j', (answer, status) => {
    const { notified, socket } = setUp();
    socket(0).send({ msg_type: 2, ...answer });
    expect(notified).toEqual([['confirmed', status]]);
    expect(socket(0).end.closed?.code).toBe(1000);
  });

  test('fails if signaling closes during the handshake', () => {
    const { notified, socket } = setUp();
    socket(0).end.close(1011);
    expect(notified).toEqual([['confirmed', -1]]);
  });
});

describe('while joined', () => {
  test('opens another socket for media types that are requested later, and only for those', () => {
    const { connection, socket, urls, content } = joined(1);
    content.mask = 1 | 8;
    connection.refreshMedia();
    expect(JSON.parse(socket(2).end.received[0]!)).toMatchObject({ msg_type: 3, media_type: 8 });
    connection.refreshMedia();
    expect(urls).toHaveLength(3);
  });

  test('reads media in the nested and the flat shape', () => {
    const { notified, socket } = joined();
    socket(1).send({ msg_type: 14, content: { data: 'AAAA', timestamp: 1 } });
    socket(1).send({ msg_type: 14, content: 'BBBB', timestamp: 1 });
    socket(1).send({ msg_type: 17, content: { data: 'hello', timestamp: 1 } });
    expect(notified).toEqual([
      ['media', 'AAAA'],
      ['media', 'BBBB'],
      ['media', 'hello'],
    ]);
  });

  test('stays joined after a media socket closes with reconnect off', () => {
    const { notified, socket, connection, urls } = joined();
    socket(1).end.close(1006);
    expect(notified).toEqual([['interrupted', 'media']]);
    expect(urls).toHaveLength(2);
    expect(connection.isOver).toBe(false);
  });

  test('ignores invalid messages, also before the answer to the handshake', () => {
    const { notified, socket } = setUp();
    socket(0).end.send('hello');
    socket(0).send({ msg_type: 6, event: { event_type: 1, timestamp: 1 } });
    expect(notified).toEqual([]);
    const after = joined();
    after.socket(0).end.send('[]');
    expect(after.notified).toEqual([]);
  });
});

describe('the end', () => {
  const stopped = { msg_type: 9, rtms_session_id: 'x', state: 5, stop_reason: 6, timestamp: 1 };
  const terminated = { msg_type: 8, rtms_stream_id: 's', state: 4, reason: 6, timestamp: 1 };

  test('STOPPED, then TERMINATED: closes immediately, and notifies half a second later', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(499);
    expect(notified).toHaveLength(2);
    clock.advance(1);
    expect(notified).toEqual([
      ['signaled', 9],
      ['signaled', 8],
      ['ended', 6],
    ]);
  });

  test('leaving within that half second returns the reason, and no notification follows', () => {
    const { notified, socket, clock, connection } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    expect(connection.leave()).toBe(6);
    expect(connection.leave()).toBeUndefined();
    clock.advance(1000);
    expect(notified).toHaveLength(2);
  });

  test('TERMINATED, then STOPPED: waits for STOPPED', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(terminated);
    expect(notified).toEqual([['signaled', 8]]);
    expect(socket(1).end.closed).toBeUndefined();
    socket(0).send(stopped);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(500);
    expect(notified.slice(1)).toEqual([
      ['signaled', 9],
      ['ended', 6],
    ]);
    expect(clock.pending).toBe(0);
  });

  test('TERMINATED alone: closes after half a second, or with the server', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(terminated);
    clock.advance(499);
    expect(socket(1).end.closed).toBeUndefined();
    clock.advance(1);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(500);
    expect(notified[1]).toEqual(['ended', 6]);
    const other = joined();
    other.socket(0).send(terminated);
    other.socket(0).end.close(1000);
    other.clock.advance(500);
    expect(other.notified[1]).toEqual(['ended', 6]);
  });

  test.each([
    [1000, 0],
    [1006, 13],
  ])('a close with %i without an announced end has reason %i', (code, reason) => {
    const { notified, socket, clock } = joined();
    socket(0).end.close(code);
    clock.advance(code === 1000 ? 500 : 0);
    expect(notified.at(-1)).toEqual(['ended', reason]);
  });

  test('leaving causes no notification', () => {
    const { notified, socket, connection } = joined();
    connection.leave();
    connection.leave();
    expect([socket(0).end.closed?.code, socket(1).end.closed?.code]).toEqual([1000, 1000]);
    expect(notified).toEqual([]);
  });
});
