import { describe, expect, test } from 'vitest';
import {
  cassetteText,
  decodeCassetteLine,
  maskedHeaders,
  MessageLines,
  Redactor,
  type CassetteMessage,
  type MessagePlace,
} from '../src/cassette/index.js';

const place: MessagePlace = { ms: 1, connection: 'm1', direction: 'to-app', kind: 'text' };
const signature = 'a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21';
const audio = {
  msg_type: 14,
  content: { user_id: 7, user_name: 'Ana Ruiz', data: 'AAEC', length: 3, timestamp: 1 },
};

function read(line: string): CassetteMessage {
  const result = decodeCassetteLine(line);
  if (result.outcome !== 'line' || (result.line.kind !== 'text' && result.line.kind !== 'binary')) {
    throw new Error(`no message: ${line}`);
  }
  return result.line;
}

describe('recorded messages', () => {
  test.each([
    JSON.stringify(audio),
    JSON.stringify({ msg_type: 14, content: 'AAEC', user_id: 7 }),
    '{"msg_type":14, "content":{"data":"AAEC"}}',
    '{"msg_type":14,"content":{"data":"AA\\nEC"}}',
    '{"msg_type":14,"content":{"data":"AA\nEC"}}',
    '{"msg_type":14,"content":{"data":"AAEC',
    '{"msg_type":12,"timestamp":1}',
    'no JSON',
  ])('keep their text: %s', (text) => {
    const line = read(new MessageLines({ redacted: [] }).bytes(place, Buffer.from(text)));
    expect(cassetteText(line.message)).toBe(text);
    expect(line.meta).toBeUndefined();
  });

  test('that are no UTF-8 are recorded as base64', () => {
    const line = read(
      new MessageLines({ redacted: [] }).bytes({ ...place, kind: 'binary' }, Buffer.from([255, 0])),
    );
    expect(line).toMatchObject({ kind: 'binary', message: '/wA=', meta: { encoding: 'base64' } });
  });

  test('never have secrets: signatures, keys, tokens', () => {
    const lines = new MessageLines({ redacted: [] });
    const handshake = { msg_type: 1, signature, media_server: { srtp_keys: { audio: 'k'.repeat(64) } } };
    const texts = [
      JSON.stringify(handshake),
      `oops signature=${signature}`,
      JSON.stringify({ note: signature }),
    ];
    for (const text of texts) {
      const shown = cassetteText(read(lines.text(place, text)).message);
      expect(shown).not.toContain(signature);
      expect(shown).not.toContain('kkkkk');
      expect(shown).toContain(`…${signature.slice(-4)}`);
    }
  });

  test('have a stand-in for each name, the same for the same name, and keep all else', () => {
    const lines = new MessageLines({ redacted: ['names'] });
    const first = read(lines.text(place, JSON.stringify(audio)));
    expect(first.message).toStrictEqual({ ...audio, content: { ...audio.content, user_name: 'Person 1' } });
    expect(first.meta).toStrictEqual({ redacted: true });
    const joined = {
      msg_type: 6,
      event: { event_type: 3, participants: [{ user_name: 'Bo' }, { user_name: 'Ana Ruiz' }] },
    };
    expect(cassetteText(read(lines.text(place, JSON.stringify(joined))).message)).toBe(
      '{"msg_type":6,"event":{"event_type":3,"participants":[{"user_name":"Person 2"},{"user_name":"Person 1"}]}}',
    );
  });

  test('have filler in place of speech and chat, of as many words', () => {
    const lines = new MessageLines({ redacted: ['text'] });
    const transcript = { msg_type: 17, content: { user_name: 'Ana', data: 'Good morning, everyone.' } };
    const { message } = read(lines.text(place, JSON.stringify(transcript)));
    expect(message).toStrictEqual({ msg_type: 17, content: { user_name: 'Ana', data: 'lorem ipsum dolor' } });
    expect(read(lines.text(place, JSON.stringify(audio))).message).toStrictEqual(audio);
  });

  test('have their payload where the recorder puts it, in both shapes', () => {
    const seen: unknown[] = [];
    const lines = new MessageLines({
      redacted: [],
      recordMedia: (media) => {
        seen.push(media);
        return { data: '', payload: { bytes: 3, sha256: 'ab' } };
      },
    });
    const nested = read(lines.text(place, JSON.stringify(audio)));
    expect(nested.message).toStrictEqual({ ...audio, content: { ...audio.content, data: '' } });
    expect(nested.meta).toStrictEqual({ payload: { bytes: 3, sha256: 'ab' } });
    const flat = read(lines.text(place, JSON.stringify({ msg_type: 15, content: 'AAEC', user_id: 9 })));
    expect(flat.message).toStrictEqual({ msg_type: 15, content: '', user_id: 9 });
    expect(seen).toStrictEqual([
      { type: 'audio', connection: 'm1', source: '7', data: 'AAEC' },
      { type: 'video', connection: 'm1', source: '9', data: 'AAEC' },
    ]);
  });
});

describe('recorded headers and bodies', () => {
  test('have no signature and no token', () => {
    const headers = {
      'X-Zm-Signature': `v0=${signature}`,
      authorization: 'Bearer abcdefghijkl',
      'content-type': 'a/b',
    };
    expect(maskedHeaders(headers)).toStrictEqual({
      'x-zm-signature': '…4c21',
      authorization: '…ijkl',
      'content-type': 'a/b',
    });
  });

  test('keep their text if nothing had to be replaced', () => {
    const text = '{"event":"meeting.rtms_started", "payload":{}}';
    expect(new Redactor(['names', 'text']).text(text)).toStrictEqual({ text, isRedacted: false });
  });
});
