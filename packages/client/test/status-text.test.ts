import { describe, expect, test } from 'vitest';
import { statusText } from '../src/connection/links/status-text.js';
import { wireStatus } from '../src/connection/links/wire-status.js';
import { setUp } from './support/stream-harness.js';

const answer = (fields: object): string => JSON.stringify({ msg_type: 2, ...fields });

describe('a status in the log', () => {
  test.each([
    { title: 'of an unknown generation has no name', fields: { status_code: 15 }, shown: 'status 15' },
    {
      title: 'has the name on which both generations agree',
      fields: { status_code: 0 },
      shown: 'status 0 STATUS_OK',
    },
    {
      title: 'has the name of 2025, if that is known',
      fields: { status_code: 15 },
      generation: '2025' as const,
      shown: 'status 15 STATUS_INVALID_SIGNATURE',
    },
    {
      title: 'has the name of 2026, if that is known',
      fields: { status_code: 15 },
      generation: '2026' as const,
      shown: 'status 15 STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST',
    },
    {
      title: 'has no name, if its generation has none',
      fields: { status_code: 999 },
      generation: '2026' as const,
      shown: 'status 999',
    },
    {
      title: 'is the text that the string generation has sent',
      fields: { status: 'STATUS_INVALID_SIGNATURE' },
      shown: 'status STATUS_INVALID_SIGNATURE',
    },
  ])('$title', ({ fields, generation, shown }) => {
    expect(statusText(wireStatus(answer(fields)), generation)).toBe(shown);
  });

  test('of a refused join stands beside the reason of the server', () => {
    const { socket, lines } = setUp();
    socket(0).send({ msg_type: 2, status_code: 15, reason: 'Invalid signature' });
    expect(lines).toContain('0 Could not join: signaling handshake refused: status 15, Invalid signature');
  });

  test('that is absent makes the join fail', () => {
    const { socket, lines, notified } = setUp();
    socket(0).send({ msg_type: 2, reason: '' });
    expect(notified).toEqual([['confirmed', -1]]);
    expect(lines.join()).toContain('signaling handshake refused: status -1, the answer has no status_code');
  });
});
