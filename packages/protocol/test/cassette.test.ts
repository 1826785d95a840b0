import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CASSETTE_KINDS,
  cassetteText,
  decodeCassetteHeader,
  decodeCassetteLine,
  encodeCanonicalMessage,
  encodeCassetteHeader,
  encodeCassetteLine,
  isCanonicalJson,
  messageOfText,
  type CassetteHeader,
  type CassetteLine,
} from '../src/cassette/index.js';

const header: CassetteHeader = {
  format: 'rtms-mock cassette',
  version: 1,
  generation: '2026',
  recorder: 'proxy',
  product: { name: '@rtms-mock/server', version: '0.1.0' },
  startedAtUnixMs: 1_795_813_200_000,
  startedAt: '2026-11-27T21:00:00.000Z',
  payload: 'inline',
  redacted: ['names'],
  capabilities: ['media', 'webhooks'],
};

const lines: readonly CassetteLine[] = [
  { kind: 'open', ms: 0.125, connection: 's1', direction: 'to-service', detail: { socket: 'signaling' } },
  {
    kind: 'open',
    ms: 1,
    connection: 'm1',
    direction: 'to-service',
    detail: { socket: 'media', url: 'ws://127.0.0.1:8081/audio', streamId: 'a' },
  },
  { kind: 'text', ms: 2, connection: 's1', direction: 'to-service', message: { msg_type: 1 } },
  {
    kind: 'binary',
    ms: 3,
    connection: 'm1',
    direction: 'to-app',
    message: '/w==',
    meta: { encoding: 'base64', payload: { bytes: 3, file: 'm1.bin', offset: 0 }, redacted: true },
  },
  { kind: 'ping', ms: 4, connection: 's1', direction: 'to-app' },
  { kind: 'pong', ms: 5, connection: 's1', direction: 'to-service', data: 'AA==' },
  { kind: 'close', ms: 6, connection: 's1', direction: null, code: 1006, reason: '' },
  {
    kind: 'close',
    ms: 6,
    connection: 'm1',
    direction: 'to-app',
    code: 1000,
    reason: 'Normal close',
    detail: { by: 'server' },
    streamId: 'a',
  },
  {
    kind: 'webhook',
    ms: 7,
    connection: 'w1',
    direction: 'to-app',
    detail: { event: 'meeting.rtms_started', headers: { 'x-zm-signature': '…beef' }, body: { payload: {} } },
  },
  { kind: 'answer', ms: 8, connection: 'w1', direction: 'to-service', detail: { status: 200 } },
  { kind: 'state', ms: 9, connection: null, direction: null, type: 'active', detail: {} },
  {
    kind: 'connection',
    ms: 9,
    connection: 's1',
    direction: null,
    type: 'accepted',
    detail: {},
    meta: { streamId: 'a', socket: 'signaling' },
  },
  {
    kind: 'fault',
    ms: 10,
    connection: null,
    direction: null,
    type: 'cut-socket',
    detail: { socket: 'media' },
  },
  { kind: 'note', ms: 11, connection: null, direction: null, type: 'refused', detail: {} },
];

const schema: unknown = JSON.parse(
  readFileSync(new URL('../schemas/cassette.json', import.meta.url), 'utf8'),
);

describe('cassette lines', () => {
  test('are one line of JSON each, in the order time, connection, direction, kind', () => {
    const [open, , message, , , pong] = lines.map(encodeCassetteLine);
    expect(open).toBe('[0.125,"s1","to-service","open",{"socket":"signaling"}]');
    expect(message).toBe('[2,"s1","to-service","text",{"msg_type":1}]');
    expect(pong).toBe('[5,"s1","to-service","pong","AA=="]');
  });

  test('are read back as they were written, whatever their kind', () => {
    expect(new Set(lines.map(({ kind }) => kind))).toStrictEqual(new Set(CASSETTE_KINDS));
    for (const line of lines) {
      expect(decodeCassetteLine(encodeCassetteLine(line))).toStrictEqual({ outcome: 'line', line });
    }
    expect(decodeCassetteHeader(encodeCassetteHeader(header))).toStrictEqual({ ok: true, header });
  });

  test('agree with the JSON Schema', () => {
    const validate = new Ajv({ allErrors: true, strict: true, strictTuples: false }).compile(
      schema as object,
    );
    for (const text of [encodeCassetteHeader(header), ...lines.map(encodeCassetteLine)]) {
      expect(validate(JSON.parse(text)), text).toBe(true);
    }
    for (const broken of ['[]', '[1,"s1","up","text",{}]', '[1,"s1","to-app","text"]', '{"format":"x"}']) {
      expect(validate(JSON.parse(broken)), broken).toBe(false);
    }
  });

  test('have microseconds at most', () => {
    const line: CassetteLine = { kind: 'ping', ms: 1 / 3, connection: 's1', direction: 'to-app' };
    expect(encodeCassetteLine(line)).toBe('[0.333,"s1","to-app","ping"]');
  });
});

describe('the text of a message', () => {
  test('survives as it was sent, in whatever form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect(cassetteText(messageOfText(text))).toBe(text);
      }),
    );
  });

  test.each(['{"a": 1}', '{"a":1.0}', '{"a":1,"a":2}', '{"2":0,"1":0}', '{"a":', 'hello', '"x"', ''])(
    'is a string if JSON.stringify would write it in another way: %s',
    (text) => {
      expect(messageOfText(text)).toBe(text);
      expect(isCanonicalJson(text)).toBe(false);
    },
  );

  test('is copied without parsing when it is known to be canonical', () => {
    const at = { ms: 1, connection: 'm1', direction: 'to-app', kind: 'text' } as const;
    const copied = encodeCanonicalMessage({ ...at, meta: { redacted: true } }, '{"msg_type":12}');
    expect(copied).toBe(encodeCassetteLine({ ...at, message: { msg_type: 12 }, meta: { redacted: true } }));
  });
});

describe('a line that is no line of this version', () => {
  test.each([
    ['', 'must be a JSON array'],
    ['[1,"s1","to-app","text",{"msg_ty', 'must be a JSON array'],
    ['["1"]', 'must begin with a time in milliseconds, found "1"'],
    ['[1,2]', 'must have a connection or null in the second place, found 2'],
    ['[1,"s1","up"]', 'must have to-app, to-service or null in the third place, found "up"'],
    ['[1,"s1",null,"text",{}]', 'of kind text must have a direction'],
    ['[1,null,"to-app","text",{}]', 'of kind text must have a connection'],
    [
      '[1,"s1","to-service","open",{"socket":"x"}]',
      'of kind open must have a socket signaling or media, found "x"',
    ],
    ['[1,"s1",null,"close"]', 'of kind close must have a close code in the fifth place, found nothing'],
  ])('is a problem: %s', (text, problem) => {
    expect(decodeCassetteLine(text)).toStrictEqual({ outcome: 'problem', problem });
  });

  test('is named if only its kind is unknown', () => {
    expect(decodeCassetteLine('[1,"s1",null,"rumble",3]')).toStrictEqual({
      outcome: 'unknown-kind',
      kind: 'rumble',
    });
  });

  test.each([
    ['{}', /is not a cassette/],
    ['GIF89a', /is not a cassette/],
    [
      JSON.stringify({ ...header, version: 7 }),
      /has version 7 of the format; this program reads version 1 only/,
    ],
    [JSON.stringify({ ...header, generation: '2031' }), /has the generation "2031"/],
    [JSON.stringify({ ...header, startedAtUnixMs: null }), /no startedAtUnixMs/],
  ])('in place of the header is a problem: %s', (text, problem) => {
    expect(decodeCassetteHeader(text)).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });
});
