import { describe, expect, test } from 'vitest';
import { narrate, shortId } from '../../src/cli/narrate.js';
import type { JournalRecord } from '../../src/journal.js';

function narrated(record: JournalRecord) {
  return narrate({ seq: 1, atMs: 0, unixMs: 0, detail: {}, ...record });
}

const about = {
  streamId: 'D3052314-F2F9-D958-5615-CFC7C1DA8EF2',
  socket: 'media',
  connectionId: 'm2',
} as const;
const url = 'http://127.0.0.1:3000/';

describe('journal entries as log lines', () => {
  test.each<[JournalRecord, string, string]>([
    [{ ...about, kind: 'state', type: 'created' }, 'info', `Stream ${about.streamId} created.`],
    [{ ...about, kind: 'state', type: 'paused' }, 'info', 'Stream …C1DA8EF2 is paused.'],
    [
      { ...about, kind: 'state', type: 'terminated', detail: { reason: 6 } },
      'info',
      'Stream …C1DA8EF2 is terminated, reason 6 STOP_BC_MEETING_ENDED.',
    ],
    [
      { ...about, kind: 'state', type: 'terminated', detail: { reason: 17, goesOn: 'elsewhere' } },
      'info',
      'Stream …C1DA8EF2 ends here without a word to its app: another server plays it, or may do so.',
    ],
    [{ ...about, kind: 'state', type: 'signaling' }, 'info', 'Stream …C1DA8EF2 has a signaling connection.'],
    [
      { kind: 'connection', type: 'opened', socket: 'signaling', connectionId: 's1' },
      'debug',
      'signaling s1 opened.',
    ],
    [{ ...about, kind: 'connection', type: 'opened' }, 'debug', 'media m2 (stream …C1DA8EF2) opened.'],
    [
      { ...about, kind: 'connection', type: 'streaming' },
      'info',
      'media m2 (stream …C1DA8EF2) is streaming.',
    ],
    [
      { ...about, kind: 'connection', type: 'closed', detail: { code: 1006, reason: '' } },
      'info',
      'media m2 (stream …C1DA8EF2) closed with code 1006.',
    ],
    [
      { ...about, kind: 'connection', type: 'closed', detail: { code: 1000, reason: 'bye' } },
      'info',
      'media m2 (stream …C1DA8EF2) closed with code 1000 (bye).',
    ],
    [
      { ...about, kind: 'connection', type: 'keep-alive-lost' },
      'warn',
      'media m2 (stream …C1DA8EF2) keep-alive-lost.',
    ],
    [
      { ...about, kind: 'connection', type: 'stalled', detail: { reason: 'the app read nothing' } },
      'warn',
      'media m2 (stream …C1DA8EF2) stalled: the app read nothing.',
    ],
    [
      { ...about, kind: 'message', direction: 'received', type: 'DATA_HAND_SHAKE_REQ' },
      'debug',
      'media m2 ← DATA_HAND_SHAKE_REQ',
    ],
    [
      { ...about, kind: 'message', direction: 'sent', type: 'DATA_HAND_SHAKE_RESP' },
      'debug',
      'media m2 → DATA_HAND_SHAKE_RESP',
    ],
    [
      { ...about, kind: 'note', type: 'refused', detail: { reason: 'signature does not match' } },
      'warn',
      'media m2 refused: signature does not match',
    ],
    [{ kind: 'webhook', direction: 'sent', type: 'x', detail: { url } }, 'debug', `Posting x to ${url}.`],
    [
      {
        kind: 'webhook',
        direction: 'received',
        type: 'x',
        detail: { url, outcome: { status: 'delivered', httpStatus: 200, ms: 4, late: false } },
      },
      'info',
      `${url} answered x with 200 after 4 ms.`,
    ],
    [
      {
        kind: 'webhook',
        direction: 'received',
        type: 'x',
        detail: { url, outcome: { status: 'failed', code: 'timeout', message: 'No answer.', ms: 15000 } },
      },
      'warn',
      `x was not delivered to ${url}: No answer.`,
    ],
    [
      { kind: 'fault', type: 'cut-socket', detail: { explanation: 'The media socket breaks.' } },
      'info',
      'Fault cut-socket: The media socket breaks.',
    ],
    [
      { kind: 'fault', type: 'ignore-messages', detail: { ignored: 'KEEP_ALIVE_RESP' } },
      'info',
      'Fault ignore-messages: KEEP_ALIVE_RESP was ignored.',
    ],
    [{ kind: 'note', type: 'join', detail: { explanation: 'Bob joins.' } }, 'info', 'Bob joins.'],
    [
      { kind: 'note', type: 'webhook-changed', detail: { event: 'meeting.rtms_started', skipped: true } },
      'info',
      'The webhook meeting.rtms_started is not sent, as a step demands.',
    ],
    [
      {
        kind: 'note',
        type: 'webhook-changed',
        detail: { event: 'meeting.rtms_stopped', delayMs: 2000, copies: 3, signatureAgeMs: 0 },
      },
      'info',
      'The webhook meeting.rtms_stopped is sent 2000 ms late, 3 times, as a step demands.',
    ],
    [{ kind: 'note', type: 'step-refused', detail: { reason: 'No.' } }, 'warn', 'step-refused: No.'],
  ])('%j', (record, level, text) => {
    expect(narrated(record)).toEqual({ level, text });
  });

  test('shortens long ids only', () => {
    expect(shortId('stream_1')).toBe('stream_1');
    expect(shortId('rtms_TN3WEBT6SrTgWRGr_001')).toBe('…WRGr_001');
  });
});
