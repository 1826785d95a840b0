import { describe, expect, test } from 'vitest';
import {
  decodeCassetteLine,
  encodeCassetteLine,
  JournalEntries,
  JournalLines,
  type CassetteHeader,
  type CassetteLine,
  type RecordedEntry,
} from '../src/cassette/index.js';

const header: CassetteHeader = {
  format: 'rtms-mock cassette',
  version: 1,
  generation: '2026',
  recorder: 'server',
  product: { name: '@rtms-mock/server', version: '0.1.0' },
  startedAtUnixMs: 1000,
  startedAt: '',
  payload: 'inline',
  redacted: [],
  capabilities: [],
};

type Content = Omit<RecordedEntry, 'seq' | 'atMs' | 'unixMs'>;

const signaling = { streamId: 's', socket: 'signaling', connectionId: 's1' } as const;
const outcome = { status: 'delivered', httpStatus: 200, ms: 12, late: false };

const contents: readonly Content[] = [
  { kind: 'state', type: 'created', streamId: 's', detail: {} },
  {
    kind: 'webhook',
    direction: 'sent',
    type: 'meeting.rtms_started',
    streamId: 's',
    detail: { url: 'http://a', attempt: 2, body: { event: 'meeting.rtms_started', payload: {} } },
    wire: '{"event":"meeting.rtms_started","payload":{}}',
  },
  {
    kind: 'webhook',
    direction: 'sent',
    type: 'x',
    detail: { url: 'http://a', body: { event: 'x' } },
    wire: '{"clientId":"c","payload":{"event":"x"}}',
  },
  {
    kind: 'webhook',
    direction: 'received',
    type: 'meeting.rtms_started',
    streamId: 's',
    detail: { url: 'http://a', attempt: 2, answer: 'OK', outcome },
    wire: 'OK',
  },
  { kind: 'connection', type: 'opened', socket: 'signaling', connectionId: 's1', detail: {} },
  {
    kind: 'message',
    direction: 'received',
    type: 'SIGNALING_HAND_SHAKE_REQ',
    ...signaling,
    detail: { msg_type: 1, signature: '…beef' },
    wire: '{"msg_type": 1, "signature": "…beef"}',
  },
  {
    kind: 'message',
    direction: 'sent',
    type: 'SIGNALING_HAND_SHAKE_RESP',
    ...signaling,
    detail: { msg_type: 2, status: 'STATUS_OK' },
    wire: '{"msg_type":2,"status_code":0}',
    frame: 'binary',
  },
  { kind: 'connection', type: 'accepted', ...signaling, detail: { by: 'test' } },
  { kind: 'fault', type: 'cut-socket', streamId: 's', detail: { socket: 'media' } },
  { kind: 'note', type: 'refused', ...signaling, detail: { reason: 'no' } },
  { kind: 'connection', type: 'closed', ...signaling, detail: { code: 1000, reason: 'bye' } },
];

function read(text: string): CassetteLine {
  const result = decodeCassetteLine(text);
  if (result.outcome !== 'line') throw new Error(`no line: ${text}`);
  return result.line;
}

describe('the journal of a server', () => {
  test('comes back from a cassette as it was', () => {
    const journal = contents.map((entry, index) => ({
      seq: index + 1,
      atMs: index,
      unixMs: 1000 + index,
      ...entry,
    }));
    const lines = new JournalLines();
    const entries = new JournalEntries(header);
    const found = journal.map((entry) => entries.entry(read(encodeCassetteLine(lines.line(entry)))));
    expect(found).toStrictEqual(journal);
  });

  test('has answers with the ids of their webhooks', () => {
    const lines = new JournalLines();
    const written = contents.map((entry) => lines.line({ seq: 1, atMs: 0, unixMs: 0, ...entry }));
    const webhooks = written.filter(({ kind }) => kind === 'webhook' || kind === 'answer');
    expect(webhooks.map(({ kind, connection }) => [kind, connection])).toStrictEqual([
      ['webhook', 'w1'],
      ['webhook', 'w2'],
      ['answer', 'w1'],
    ]);
  });

  test('marks messages whose strings are shortened', () => {
    const wire = '{"msg_type":14,"content":{"data":"AAAA… (1707 characters)"}}';
    const entry: Content = { kind: 'message', direction: 'sent', type: 'MEDIA_DATA_AUDIO', detail: {}, wire };
    expect(new JournalLines().line({ seq: 1, atMs: 0, unixMs: 0, ...entry })).toMatchObject({
      meta: { shortened: true },
    });
  });
});

describe('the recording of a proxy', () => {
  const audio = { msg_type: 14, content: { user_id: 0, data: 'AAEC', length: 3, timestamp: 1 } };
  const lines: readonly CassetteLine[] = [
    {
      kind: 'webhook',
      ms: 1,
      connection: 'w1',
      direction: 'to-app',
      detail: {
        event: 'meeting.rtms_started',
        streamId: 's',
        url: 'http://a',
        body: { event: 'meeting.rtms_started' },
      },
    },
    {
      kind: 'answer',
      ms: 3502,
      connection: 'w1',
      direction: 'to-service',
      detail: { status: 200, body: 'OK' },
    },
    {
      kind: 'open',
      ms: 4000,
      connection: 'm1',
      direction: 'to-service',
      detail: { socket: 'media', streamId: 's' },
    },
    { kind: 'ping', ms: 4001, connection: 'm1', direction: 'to-app' },
    {
      kind: 'text',
      ms: 4002,
      connection: 'm1',
      direction: 'to-app',
      message: { msg_type: 4, protocol_version: 1, status_code: 15, reason: 'no' },
    },
    { kind: 'text', ms: 4003, connection: 'm1', direction: 'to-app', message: audio },
    { kind: 'text', ms: 4023, connection: 'm1', direction: 'to-app', message: audio },
    { kind: 'text', ms: 4030, connection: 'm1', direction: 'to-service', message: 'hello' },
  ];

  test('becomes the journal of a server: decoded, with outcomes, and the first frame of media', () => {
    const entries = new JournalEntries(header);
    const found = lines.map((line) => entries.entry(line)).filter((entry) => entry !== undefined);
    const about = { streamId: 's', socket: 'media', connectionId: 'm1' };
    expect(found).toMatchObject([
      { seq: 1, atMs: 1, unixMs: 1001, kind: 'webhook', direction: 'sent', detail: { url: 'http://a' } },
      {
        kind: 'webhook',
        direction: 'received',
        type: 'meeting.rtms_started',
        streamId: 's',
        detail: { answer: 'OK', outcome: { status: 'delivered', httpStatus: 200, ms: 3501, late: true } },
      },
      { kind: 'connection', type: 'opened', ...about },
      {
        kind: 'message',
        direction: 'sent',
        type: 'DATA_HAND_SHAKE_RESP',
        ...about,
        detail: { reason: 'no' },
      },
      { kind: 'message', type: 'MEDIA_DATA_AUDIO', ...about },
      { seq: 6, kind: 'message', direction: 'received', type: 'INVALID', wire: 'hello' },
    ]);
    expect(found).toHaveLength(6);
    expect(found[3]?.detail['status']).toMatch(/^STATUS_/);
  });

  test('without an answer has a failed outcome', () => {
    const entries = new JournalEntries(header);
    const answer: CassetteLine = {
      kind: 'answer',
      ms: 1,
      connection: 'w1',
      direction: 'to-service',
      detail: { error: 'refused' },
    };
    expect(entries.entry(answer)?.detail).toMatchObject({
      outcome: { status: 'failed', message: 'refused' },
    });
  });
});
