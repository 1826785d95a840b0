import { MessageType } from '@rtms-mock/protocol';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { describe, expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { DETAIL_LIMITS } from '../../src/journal-detail.js';
import { shownWire, WIRE_LIMITS } from '../../src/journal-wire.js';
import { JournalRecorder } from '../../src/journal.js';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { toneSource } from '../../src/media/sources/tone-source.js';
import { TestCore } from '../support/test-core.js';

const SIGNATURE = '0123456789abcdef'.repeat(4);

describe('the wire text', () => {
  test.each([
    ['{"msg_type": 1,\n  "signature":"abcdefghijklmnop1234", "x": [1.50, null]}', '…1234'],
    ['{"signature":"short"}', '…'],
    ['{"sign\\u0061ture":"abcdefghijklmnop1234"}', '…1234'],
    ['{"token":1234567890123}', '…0123'],
    ['{"secret":{"a":["abcdefghijklmnop1234"],"b":"abcdefghijklmnop5678"},"id":"abcdefghijklmnop"}', '…1234'],
  ])('masks only the value of a secret: %s', (text, masked) => {
    const shown = shownWire(text);
    expect(shown).toContain(masked);
    const plain = /abcdefghijklmnop1234|abcdefghijklmnop5678|short|1234567890123/g;
    expect(shown.replaceAll(/…\d*/g, '*')).toBe(text.replaceAll(plain, '*'));
  });

  test.each([
    `{'signature': '${SIGNATURE}'}`,
    `signature=${SIGNATURE}`,
    `{"data":"{\\"signature\\":\\"${SIGNATURE.toUpperCase()}\\"}"}`,
    `{"answer":"v0=${SIGNATURE}"}`,
    `{"signature":"${SIGNATURE}`,
    `{${SIGNATURE}}`,
    `{"url":"wss://zoom.example/ws?access_token=${SIGNATURE}.${SIGNATURE}"}`,
    `{"authorization":"Bearer ${SIGNATURE}"} trailing`,
    `Authorization: Bearer abcdefghijklmnopqrstuvwxyz.0123`,
    `${'x'.repeat(2 * WIRE_LIMITS.characters - 40)} ${SIGNATURE}`,
  ])('masks secrets in what is not plain JSON: %s', (text) => {
    expect(shownWire(text).toLowerCase()).not.toMatch(/[0-9a-f]{20}|abcdefghijklmn/);
  });

  test('masks the shortest secret that a text can name', () => {
    expect(shownWire('token=abcdefghi')).toBe('token=…fghi');
    expect(shownWire('{"note":"token=abcdefghi"}')).toBe('{"note":"token=…fghi"}');
  });

  test('of an ordinary message is the message', () => {
    const text =
      '{ "msg_type":5 , "events":[ {"event_type":2,"subscribe":true} ],"Extra":"a \\"b\\" \\u00e4" }';
    expect(shownWire(text)).toBe(text);
  });

  test('has the start and the length of media and of long strings', () => {
    const data = 'QUJD'.repeat(300);
    const text = `{"content":{"data":"${data}","name":"${'long name '.repeat(300)}"}}`;
    expect(shownWire(text)).toBe(
      `{"content":{"data":"${data.slice(0, 40)}… (1200 characters)","name":"${'long name '.repeat(6)}… (3000 characters)"}}`,
    );
  });

  test.each([
    ['many fields', JSON.stringify(Array.from({ length: 5000 }, (_, index) => ({ [`f${index}`]: index })))],
    ['white space', ' '.repeat(60_000)],
    ['no JSON', 'hello '.repeat(10_000)],
    ['quotes', '"'.repeat(60_000)],
    ['backslashes', `"${'\\'.repeat(60_000)}`],
    ['a long name', `{"${'n'.repeat(60_000)}":1}`],
  ])('is limited with %s', (_, text) => {
    expect(shownWire(text).length).toBeLessThan(WIRE_LIMITS.characters + 100);
    expect(shownWire(text)).toContain('characters)');
  });

  test('counts in the limits of the entry and of the journal', () => {
    const journal = new JournalRecorder(new ManualClock(), { maxSize: 100_000 });
    const long = { list: Array.from({ length: 30_000 }, () => 'some words') };
    for (let index = 0; index < 100; index += 1) {
      journal.record({ kind: 'message', type: 'X', detail: long, wire: JSON.stringify(long) });
      journal.record({ kind: 'message', type: 'Y', detail: {}, wire: `["${'a b '.repeat(2000)}"]` });
    }
    const [entry] = journal.find({ type: 'X' });
    expect(JSON.stringify(entry).length).toBeLessThan(2 * DETAIL_LIMITS.characters);
    const kept = journal.find().reduce((sum, { wire = '' }) => sum + wire.length, 0);
    expect(kept).toBeGreaterThan(10_000);
    expect(kept).toBeLessThan(125_000);
  });
});

describe('the journal shows the wire', () => {
  test.each(['string', '2025', '2026'] as const)('of a whole conversation in %s', async (protocol) => {
    const core = new TestCore({ protocol });
    const { meeting, signaling, media } = await core.join();
    core.clock.advance(1000);
    const entries = core.journal.find({ kind: 'message' });
    const sent = entries.filter(({ direction }) => direction === 'sent').map(({ wire }) => wire);
    // Without secrets and media, every text is the one that the client has received.
    const replies = [...signaling.socket.received, ...media.socket.received].filter(
      (text) => !/"(?:data|srtp_keys)"/.test(text),
    );
    for (const text of replies) expect(sent).toContain(text);
    const types = entries.filter(({ wire }) => wire === undefined).map(({ type }) => type);
    expect(types).toEqual([]);
    const signature = signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId);
    const [request] = core.journal.find({ type: 'SIGNALING_HAND_SHAKE_REQ' });
    expect(request?.wire).toContain(`"signature":"…${signature.slice(-4)}"`);
    expect(JSON.stringify(core.journal.find())).not.toContain(signature);
  });

  test('with the first frame of each media type, shortened', async () => {
    const core = new TestCore({ media: toneSource() });
    const { media } = await core.join();
    core.clock.advance(1000);
    const audio = core.journal.find({ type: 'MEDIA_DATA_AUDIO' });
    expect(audio).toHaveLength(1);
    expect(audio[0]?.wire).toMatch(
      /^\{"msg_type":14,"content":\{"user_id":.*"data":"[\w+/=]{40}… \(\d+ characters\)","timestamp":\d+\}\}$/,
    );
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(10);
  });

  test('with field names that the server does not know, and of what cannot be read', async () => {
    const core = new TestCore();
    const peer = core.dialSignaling();
    peer.send('{"msgType":1,"RTMS_stream_id":"x"}');
    peer.socket.send('not JSON');
    expect(core.journal.find({ direction: 'received' }).map(({ wire }) => wire)).toEqual([
      '{"msgType":1,"RTMS_stream_id":"x"}',
      'not JSON',
    ]);
  });
});
