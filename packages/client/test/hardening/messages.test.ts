/** Malformed messages and errors in handlers: a log line and at most one lost socket. */
import { describe, expect, test } from 'vitest';
import { joined, setUp, URLS } from '../support/stream-harness.js';

const event = (fields: object): object => ({
  msg_type: 6,
  event: { event_type: 3, timestamp: 1, ...fields },
});

describe('a malformed message is ignored with a log line', () => {
  test.each([
    ['event.participants[0] must be an object, found null', event({ participants: [null] })],
    ['event.participants must be an array, found "x"', event({ event_type: 2, participants: 'x' })],
    [
      'event.user_id must be a number or a string, found an object',
      event({ event_type: 2, user_id: { toString: 1 } }),
    ],
    ['event.timestamp must be a number, found an object', event({ timestamp: { valueOf: 1 } })],
    ['event.event_type must be a number, found an array', event({ event_type: [3] })],
    ['state must be a number, found nothing', { msg_type: 8, timestamp: 1 }],
    ['reason must be a number, found an object', { msg_type: 8, state: 4, reason: {}, timestamp: 1 }],
    ['rtms_session_id must be a string, found an object', { msg_type: 9, rtms_session_id: {}, state: 2 }],
    ['user_id must be a number or a string, found an array', { msg_type: 29, user_id: [], status_code: 0 }],
    ['timestamp must be a number or a string, found an object', { msg_type: 12, timestamp: {} }],
  ])('%s', (reason, message) => {
    const { lines, notified, socket } = joined();
    lines.length = 0;
    socket(0).send(message);
    expect(lines).toEqual([expect.stringMatching(/^1 Ignored a message of type \d+: /)]);
    expect(lines[0]).toContain(reason);
    expect(notified).toEqual([]);
    expect(socket(0).end.closed).toBeUndefined();
  });

  test.each([
    ['content.user_id', { data: 'AAAA', timestamp: 1, user_id: { toString: 1 } }],
    ['content.timestamp', { data: 'AAAA', timestamp: {}, user_id: 1 }],
    ['content.user_name', { data: 'AAAA', timestamp: 1, user_id: 1, user_name: [] }],
  ])('media with a wrong %s', (field, content) => {
    const { lines, notified, socket } = joined();
    socket(1).send({ msg_type: 14, content });
    expect(lines.at(-1)).toContain(`Ignored a message of type 14: ${field} must be`);
    expect(notified).toEqual([]);
  });

  test('nesting of 20,000 levels, also in the answer to a handshake', () => {
    const { lines, notified, socket } = setUp();
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    socket(0).end.send(`{"msg_type":2,"status_code":0,"media_server":${deep}}`);
    expect(lines.at(-1)).toBe('1 Ignored a message: the message is nested deeper than 32 levels');
    expect(notified).toEqual([]);
  });

  test('once per kind and connection; the others are counted', () => {
    const { clock, lines, socket, connection } = joined();
    lines.length = 0;
    for (let i = 0; i < 1000; i += 1) {
      socket(0).send(event({ participants: [{ user_id: 1 }, null] }));
      socket(0).send(event({ participants: [null] }));
      socket(0).end.send('no JSON');
    }
    expect(lines).toHaveLength(2);
    clock.advance(60_000);
    socket(0).end.send('no JSON');
    expect(lines.at(-1)).toMatch(/\(and 999 more of this kind before\)$/);
    connection.leave();
    expect(lines.at(-1)).toBe('1 1999 more of the kind "6 event.participants[]" were not logged');
  });

  test('without the control characters and the length of its text', () => {
    const { lines, socket } = joined();
    socket(0).end.send(JSON.stringify({ msg_type: `\n\u001b[31m${'x'.repeat(100_000)}` }));
    expect(lines.at(-1)).not.toMatch(/\p{Cc}/u);
    expect(lines.at(-1)?.length).toBeLessThan(260);
  });
});

describe('a malformed answer to a handshake is a refusal', () => {
  test.each([
    [{ media_server: 'x' }, 'media_server must be an object'],
    [{ media_server: { server_urls: [] } }, 'media_server.server_urls must be an object'],
    [{ media_server: { server_urls: { all: 5 } } }, 'media_server.server_urls.all must be a string'],
    [{ media_server: { server_urls: { all: {} } } }, 'media_server.server_urls.all must be a string'],
  ])('%j', (fields, reason) => {
    const { clock, lines, notified, socket } = setUp();
    socket(0).send({ msg_type: 2, status_code: 0, ...fields });
    expect(notified).toEqual([['confirmed', -1]]);
    expect(lines.at(-1)).toContain(reason);
    expect(clock.pending).toBe(0);
  });

  test('with a status of its own it keeps that status', () => {
    const { notified, socket } = setUp();
    socket(0).send({ msg_type: 2, status_code: 15, reason: { a: 1 } });
    expect(notified).toEqual([['confirmed', 15]]);
  });

  test('optional fields may be null', () => {
    const { notified, socket } = setUp({ mask: 0 });
    socket(0).send({ msg_type: 2, status_code: 0, reason: null, media_server: null });
    expect(notified).toEqual([['confirmed', 0]]);
  });
});

describe('an error in a handler', () => {
  test('of messages closes that socket with 1011, which is then opened again', () => {
    const { clock, failing, lines, notified, socket, urls } = joined(1, true);
    failing.handler = 'media';
    socket(1).send({ msg_type: 14, content: { data: 'AAAA', timestamp: 1 } });
    expect(socket(1).end.closed?.code).toBe(1011);
    expect(socket(0).end.closed).toBeUndefined();
    expect(lines.filter((line) => line.includes('media fails on purpose'))).toHaveLength(1);
    delete failing.handler;
    clock.advance(1000);
    expect(urls.slice(2)).toEqual([URLS.all]);
    expect(notified[0]).toEqual(['interrupted', 'media']);
  });

  test('of a timer ends the stream', () => {
    const { clock, failing, lines, notified, socket, connection } = joined(1, true);
    failing.handler = 'reconnecting';
    socket(1).end.terminate();
    expect(connection.isOver).toBe(true);
    expect(notified).toEqual([
      ['interrupted', 'media'],
      ['ended', 13],
    ]);
    expect(lines.some((line) => line.startsWith('0 Internal error; closing the stream'))).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('that fails again while the stream is closed is logged', () => {
    const { clock, failing, lines, connection } = setUp({ opens: false });
    failing.handler = 'confirmed';
    clock.advance(4000);
    expect(connection.isOver).toBe(true);
    expect(lines.filter((line) => line.includes('confirmed fails on purpose'))).toHaveLength(1);
  });
});
