import { expect, test } from 'vitest';
import { Tokens } from '../../src/rest/tokens.js';
import { fleetNumbers } from '../../src/server/fleet-numbers.js';
import { DEV_CREDENTIALS } from '../../src/index.js';

test('numbers of entries follow time, are unique in the fleet and increase within one microsecond', () => {
  let nowMs = 1000;
  const one = fleetNumbers({ epochUnixMs: 1000, index: 1 }, () => nowMs);
  const two = fleetNumbers({ epochUnixMs: 1000, index: 2 }, () => nowMs);
  const first = one.nextSeq(0);
  const other = two.nextSeq(0);
  const second = one.nextSeq(first);
  nowMs = 1000.5;
  const third = one.nextSeq(second);
  expect([first, other, second, third]).toEqual([1001, 1002, 2001, 500_001]);
});

test('numbers of connections are unique in the fleet', () => {
  const { connection } = fleetNumbers({ epochUnixMs: 0, index: 7 });
  expect([0, 1, 2].map(connection)).toEqual([1007, 2007, 3007]);
});

test('a token is accepted by every process with the same key, until it expires', () => {
  let nowSeconds = 0;
  const [app] = DEV_CREDENTIALS.apps;
  const issuer = new Tokens(() => nowSeconds, 'key');
  const other = new Tokens(() => nowSeconds, 'key');
  const { access_token: token } = issuer.issue(app, ['a'], false);
  expect(other.find(token)).toMatchObject({ clientId: app.clientId, scopes: ['a'] });
  expect(other.clientOf(token)).toBe(app.clientId);
  for (const wrong of ['', 'x', `${token}x`, `x${token}`, token.split('.')[0] ?? '']) {
    expect(other.find(wrong)).toBe('unknown');
  }
  expect(new Tokens(() => nowSeconds, 'other').find(token)).toBe('unknown');
  expect(new Tokens(() => nowSeconds).find(token)).toBe('unknown');
  nowSeconds = 3600;
  expect(other.find(token)).toBe('expired');
});
