import { realClock } from '@rtms-mock/protocol/clock';
import { describe, expect, test } from 'vitest';
import { planMediaSockets } from '../src/connection/media-plan.js';
import { clientSettings } from '../src/sdk/settings.js';

describe('settings', () => {
  test('have defaults for the real service, with reconnect on', () => {
    expect(clientSettings({}, {})).toEqual({
      protocol: undefined,
      clock: realClock,
      strict: false,
      reconnect: true,
      mediaSockets: 'split',
      encryption: false,
      transport: 'websocket',
      bindUdp: undefined,
      record: undefined,
      recordRedact: [],
    });
  });

  test('record what ZM_RTMS_RECORD says, unless an option says otherwise', () => {
    const environment = { ZM_RTMS_RECORD: 'a.rtms.jsonl', ZM_RTMS_RECORD_REDACT: 'names, text' };
    expect(clientSettings({}, environment)).toMatchObject({
      record: 'a.rtms.jsonl',
      recordRedact: ['names', 'text'],
    });
    expect(clientSettings({ record: 'b.rtms.jsonl', recordRedact: [] }, environment)).toMatchObject({
      record: 'b.rtms.jsonl',
      recordRedact: [],
    });
    expect(clientSettings({}, { ZM_RTMS_RECORD: '' }).record).toBeUndefined();
  });

  test.each([
    ['0', false],
    ['false', false],
    ['FALSE', false],
    ['1', true],
    ['', true],
  ])('RTMS_MOCK_RECONNECT=%j means %s, and an option overrides it', (value, reconnect) => {
    const environment = { RTMS_MOCK_RECONNECT: value };
    expect(clientSettings({}, environment).reconnect).toBe(reconnect);
    expect(clientSettings({ reconnect: !reconnect }, environment).reconnect).toBe(!reconnect);
  });

  test('refuse an unknown generation', () => {
    expect(() => clientSettings({}, { RTMS_MOCK_PROTOCOL: '2027' })).toThrow(/2025 or 2026/);
  });
});

describe('media sockets', () => {
  const all = 'ws://media/all';
  const audio = 'ws://media/audio';

  test.each([
    ['unified', 9, { all, audio }, [{ url: all, mask: 31, mediaType: 32 }], 0],
    ['unified', 1, { all, audio }, [{ url: all, mask: 31, mediaType: 32 }], 0],
    ['unified', 0, { all }, [], 0],
    [
      'split',
      9,
      { all, audio },
      [
        { url: audio, mask: 1, mediaType: 1 },
        { url: all, mask: 8, mediaType: 8 },
      ],
      0,
    ],
    ['unified', 9, { audio }, [{ url: audio, mask: 1, mediaType: 1 }], 8],
    ['split', 2, {}, [], 2],
    ['split', 0, { all }, [], 0],
  ] as const)('%s, for types %i of %j', (layout, mask, urls, sockets, missing) => {
    expect(planMediaSockets(mask, urls, layout)).toEqual({ sockets, missing });
  });
});
