import { describe, expect, test } from 'vitest';
import * as protocol from '../src/index.js';
import { PINS } from './fixtures/pinned-numbers.js';

/** Every exported object with numbers only, so that a new table requires pins. */
function numberTables(): { [constant: string]: { [member: string]: number } } {
  const tables = Object.entries(protocol).filter(
    ([name, value]) =>
      typeof value === 'object' &&
      !name.startsWith('DEFAULT_') &&
      !Array.isArray(value) &&
      Object.values(value).every((member) => typeof member === 'number'),
  );
  return Object.fromEntries(tables) as { [constant: string]: { [member: string]: number } };
}

describe('numbers on the wire', () => {
  test.each(Object.keys(PINS))('%s has exactly the pinned members', (constant) => {
    expect(numberTables()[constant]).toStrictEqual(PINS[constant]);
  });

  test('every table of numbers is pinned', () => {
    expect(Object.keys(numberTables()).sort()).toStrictEqual(Object.keys(PINS).sort());
  });

  test('the two status tables agree on STATUS_OK only', () => {
    const { StatusCode2025: older, StatusCode2026: newer } = PINS;
    const shared = Object.keys(older!).filter((name) => name in newer!);
    expect(shared).toHaveLength(31);
    expect(shared.filter((name) => older![name] === newer![name])).toStrictEqual(['STATUS_OK']);
  });

  test('statuses and message types are found by name and by number', () => {
    expect(protocol.statusCode('STATUS_INVALID_SIGNATURE', '2025')).toBe(15);
    expect(protocol.statusCode('STATUS_INVALID_SIGNATURE', '2026')).toBe(3);
    expect(protocol.statusName(15, '2025')).toBe('STATUS_INVALID_SIGNATURE');
    expect(protocol.statusName(15, '2026')).toBe('STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST');
    expect(protocol.statusName(48, '2026')).toBeUndefined();
    expect(protocol.statusCode('STATUS_INVALID_PAYLOAD', '2025')).toBeUndefined();
    expect(protocol.messageTypeName(12)).toBe('KEEP_ALIVE_REQ');
    expect(protocol.messageTypeName(30)).toBeUndefined();
  });
});
