import { describe, expect, test } from 'vitest';
import { joined, setUp, URLS } from './support/stream-harness.js';

describe('joining', () => {
  test('confirms when every media socket is open, and says ready for each', () => {
    const { told, socket, urls } = setUp();
    expect(socket(0).heard()).toEqual([1]);
    socket(0).say({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    expect([socket(0).heard(), socket(1).heard(), told]).toEqual([[1, 5], [3], []]);
    socket(1).say({ msg_type: 4, status_code: 0 });
    expect([socket(0).heard(), told]).toEqual([[1, 5, 7], [['confirmed', 0]]]);
    expect(urls).toEqual(['ws://signaling', 'ws://media/all']);
  });

  test('says ready without a media socket where no media is wanted', () => {
    const { told, socket } = setUp({ mask: 0 });
    socket(0).say({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    expect([socket(0).heard(), told]).toEqual([[1, 5, 7], [['confirmed', 0]]]);
  });

  test('gives up at the time-out, to the millisecond', () => {
    const { clock, told } = setUp({ opens: false });
    clock.advance(3999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['abandoned', ['confirmed', 1]]);
  });

  test('also when the media handshake is never answered', () => {
    const { clock, told, socket } = setUp();
    socket(0).say({ msg_type: 2, status_code: 0, media_server: { server_urls: URLS } });
    clock.advance(4000);
    expect(told).toEqual([['confirmed', 1]]);
    expect([socket(0).end.closed, socket(1).end.closed]).toEqual([
      { code: 1000, reason: '' },
      { code: 1000, reason: '' },
    ]);
  });

  test('leaves no timer behind', () => {
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
  ])('takes the status of a refusal as it came: %j', (answer, status) => {
    const { told, socket } = setUp();
    socket(0).say({ msg_type: 2, ...answer });
    expect(told).toEqual([['confirmed', status]]);
    expect(socket(0).end.closed?.code).toBe(1000);
  });

  test('fails when signaling closes before it is done', () => {
    const { told, socket } = setUp();
    socket(0).end.close(1011);
    expect(told).toEqual([['confirmed', -1]]);
  });
});

describe('while joined', () => {
  test('opens another socket for types that are wanted later, and only for those', () => {
    const { connection, socket, urls, wishes } = joined(1);
    wishes.mask = 1 | 8;
    connection.refreshMedia();
    expect(JSON.parse(socket(2).end.received[0]!)).toMatchObject({ msg_type: 3, media_type: 8 });
    connection.refreshMedia();
    expect(urls).toHaveLength(3);
  });

  test('reads media from text and from binary frames, flat and nested', () => {
    const { told, socket } = joined();
    socket(1).say({ msg_type: 14, content: { data: 'AAAA', timestamp: 1 } });
    socket(1).say({ msg_type: 14, content: 'BBBB', timestamp: 1 });
    socket(1).say({ msg_type: 17, content: { data: 'hello', timestamp: 1 } });
    expect(told).toEqual([
      ['media', 'AAAA'],
      ['media', 'BBBB'],
      ['media', 'hello'],
    ]);
  });

  test('stays when a media socket closes and nothing is set up again', () => {
    const { told, socket, connection, urls } = joined();
    socket(1).end.close(1006);
    expect(told).toEqual([['interrupted', 'media']]);
    expect(urls).toHaveLength(2);
    expect(connection.isOver).toBe(false);
  });

  test('passes over what is no message, also before the handshake is answered', () => {
    const { told, socket } = setUp();
    socket(0).end.send('hello');
    socket(0).say({ msg_type: 6, event: { event_type: 1, timestamp: 1 } });
    expect(told).toEqual([]);
    const after = joined();
    after.socket(0).end.send('[]');
    expect(after.told).toEqual([]);
  });
});

describe('the end', () => {
  const stopped = { msg_type: 9, rtms_session_id: 'x', state: 5, stop_reason: 6, timestamp: 1 };
  const terminated = { msg_type: 8, rtms_stream_id: 's', state: 4, reason: 6, timestamp: 1 };

  test('STOPPED, then TERMINATED: closes at once, and tells half a second later', () => {
    const { told, socket, clock } = joined();
    socket(0).say(stopped);
    socket(0).say(terminated);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(499);
    expect(told).toHaveLength(2);
    clock.advance(1);
    expect(told).toEqual([
      ['signaled', 9],
      ['signaled', 8],
      ['ended', 6],
    ]);
  });

  test('leaving within that half second gives the reason, and nothing more is told', () => {
    const { told, socket, clock, connection } = joined();
    socket(0).say(stopped);
    socket(0).say(terminated);
    expect(connection.leave()).toBe(6);
    expect(connection.leave()).toBeUndefined();
    clock.advance(1000);
    expect(told).toHaveLength(2);
  });

  test('TERMINATED, then STOPPED: waits for it', () => {
    const { told, socket, clock } = joined();
    socket(0).say(terminated);
    expect(told).toEqual([['signaled', 8]]);
    expect(socket(1).end.closed).toBeUndefined();
    socket(0).say(stopped);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(500);
    expect(told.slice(1)).toEqual([
      ['signaled', 9],
      ['ended', 6],
    ]);
    expect(clock.pending).toBe(0);
  });

  test('TERMINATED alone: closes after half a second, or when the server does', () => {
    const { told, socket, clock } = joined();
    socket(0).say(terminated);
    clock.advance(499);
    expect(socket(1).end.closed).toBeUndefined();
    clock.advance(1);
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(500);
    expect(told[1]).toEqual(['ended', 6]);
    const other = joined();
    other.socket(0).say(terminated);
    other.socket(0).end.close(1000);
    other.clock.advance(500);
    expect(other.told[1]).toEqual(['ended', 6]);
  });

  test.each([
    [1000, 0],
    [1006, 13],
  ])('a close with %i and no word before has reason %i', (code, reason) => {
    const { told, socket, clock } = joined();
    socket(0).end.close(code);
    clock.advance(code === 1000 ? 500 : 0);
    expect(told.at(-1)).toEqual(['ended', reason]);
  });

  test('leaving is silent, and nothing comes after it', () => {
    const { told, socket, connection } = joined();
    connection.leave();
    connection.leave();
    expect([socket(0).end.closed?.code, socket(1).end.closed?.code]).toEqual([1000, 1000]);
    expect(told).toEqual([]);
  });
});
