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

  test.each([
    [1000, 960],
    [1011, 960],
    [1006, -1],
  ])('fails if a socket closes with %i in place of an answer: status %i', (code, status) => {
    const atSignaling = setUp();
    atSignaling.socket(0).end.close(code);
    const atMedia = setUp();
    atMedia.socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    atMedia.socket(1).end.close(code);
    const signalingAtMedia = setUp();
    signalingAtMedia.socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    signalingAtMedia.socket(0).end.close(code);
    for (const { notified } of [atSignaling, atMedia, signalingAtMedia]) {
      expect(notified).toEqual([['confirmed', status]]);
    }
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

  const audio = (data: string) => ({ msg_type: 14, content: { data, timestamp: 1 } });
  const ofMedia = (notified: unknown[]) => notified.filter((entry) => (entry as unknown[])[0] === 'media');

  test('delivers media that arrives after the announcement, until the server closes the socket', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    socket(1).send(audio('AAAA'));
    clock.advance(999);
    socket(1).send(audio('BBBB'));
    clock.advance(999);
    socket(1).send(audio('CCCC'));
    expect(socket(1).end.closed).toBeUndefined();
    socket(1).end.close(1000);
    expect(socket(0).end.closed?.code).toBe(1000);
    clock.advance(499);
    expect(notified.at(-1)).toEqual(['media', 'CCCC']);
    clock.advance(1);
    expect(notified.at(-1)).toEqual(['ended', 6]);
    expect([ofMedia(notified).length, clock.pending]).toEqual([3, 0]);
  });

  test('waits for every media socket', () => {
    const { notified, socket, clock } = setUp({ mask: 9 });
    socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    for (const n of [1, 2]) socket(n).send({ msg_type: 4, status_code: 0 });
    socket(0).send(stopped);
    socket(0).send(terminated);
    socket(1).end.close(1000);
    socket(2).send({ msg_type: 17, content: { data: 'last words', timestamp: 1 } });
    expect(socket(2).end.closed).toBeUndefined();
    socket(2).end.close(1000);
    clock.advance(500);
    expect(notified.slice(-2)).toEqual([
      ['media', 'last words'],
      ['ended', 6],
    ]);
  });

  test('closes sockets that stay open without media for a second', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    clock.advance(999);
    expect(socket(1).end.closed).toBeUndefined();
    clock.advance(1);
    expect([socket(0).end.closed?.code, socket(1).end.closed?.code]).toEqual([1000, 1000]);
    clock.advance(500);
    expect(notified.at(-1)).toEqual(['ended', 6]);
    expect(clock.pending).toBe(0);
  });

  test('closes a socket on which media never ends after 30 seconds', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(terminated);
    for (let i = 0; i < 299; i++) {
      socket(1).send(audio('AAAA'));
      clock.advance(100);
    }
    expect(socket(1).end.closed).toBeUndefined();
    clock.advance(600);
    expect(socket(1).end.closed?.code).toBe(1000);
    expect(notified.at(-1)).toEqual(['ended', 6]);
  });

  test('TERMINATED, then STOPPED: waits for STOPPED, for half a second', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(terminated);
    socket(1).end.close(1000);
    expect(socket(0).end.closed).toBeUndefined();
    socket(0).send(stopped);
    expect(socket(0).end.closed?.code).toBe(1000);
    clock.advance(500);
    expect(notified).toEqual([
      ['signaled', 8],
      ['signaled', 9],
      ['ended', 6],
    ]);
    const alone = joined();
    alone.socket(0).send(terminated);
    alone.socket(1).end.close(1000);
    alone.clock.advance(500);
    expect(alone.socket(0).end.closed?.code).toBe(1000);
    const closed = joined();
    closed.socket(0).send(terminated);
    closed.socket(1).end.close(1000);
    closed.socket(0).end.close(1000);
    closed.clock.advance(500);
    expect(closed.notified.at(-1)).toEqual(['ended', 6]);
    for (const { clock: each } of [alone, closed]) each.advance(500);
    expect([alone.clock.pending, closed.clock.pending]).toEqual([0, 0]);
  });

  test('leaving after the announcement delivers the rest first, then notifies once and without a delay', () => {
    const { notified, socket, clock, connection } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    connection.leave();
    connection.leave();
    socket(1).send(audio('AAAA'));
    socket(1).end.close(1000);
    clock.advance(0);
    expect(notified.slice(2)).toEqual([
      ['media', 'AAAA'],
      ['ended', 6],
    ]);
    connection.leave();
    clock.advance(1000);
    expect([notified.length, clock.pending]).toEqual([4, 0]);
  });

  test('finish delivers and notifies now', () => {
    const { notified, socket, clock, connection } = joined();
    socket(0).send(stopped);
    socket(0).send(terminated);
    connection.finish();
    expect(notified.at(-1)).toEqual(['ended', 6]);
    expect([socket(1).end.closed?.code, clock.pending]).toEqual([1000, 0]);
    connection.finish();
    expect(notified).toHaveLength(3);
  });

  test.each([
    [1000, 960],
    [1006, 13],
  ])('a close with %i without an announced end has reason %i', (code, reason) => {
    const { notified, socket, clock } = joined();
    socket(0).end.close(code);
    socket(1).send(audio('AAAA'));
    socket(1).end.close(1000);
    clock.advance(0);
    expect(notified.at(-1)).toEqual(['ended', reason]);
    expect(ofMedia(notified)).toHaveLength(code === 1000 ? 1 : 0);
  });

  test('a close with 1000 after STOPPED alone has reason 960, as in the SDK', () => {
    const { notified, socket, clock } = joined();
    socket(0).send(stopped);
    socket(0).end.close(1000);
    clock.advance(1000);
    expect(notified.at(-1)).toEqual(['ended', 960]);
  });

  test('media that goes on after a close of signaling with 1000 is cut off after a second', () => {
    const { notified, socket, clock } = joined();
    socket(0).end.close(1000);
    for (let i = 0; i < 10; i++) {
      socket(1).send(audio('AAAA'));
      clock.advance(100);
    }
    expect(socket(1).end.closed?.code).toBe(1000);
    expect(notified.at(-1)).toEqual(['ended', 960]);
  });

  test('leaving closes all sockets and notifies once', async () => {
    const { notified, socket, connection } = joined();
    connection.leave();
    connection.leave();
    expect([socket(0).end.closed?.code, socket(1).end.closed?.code]).toEqual([1000, 1000]);
    expect(notified).toEqual([]);
    await Promise.resolve();
    expect(notified).toEqual([['ended', 0]]);
  });
});
