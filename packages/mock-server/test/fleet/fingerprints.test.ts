import { expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { differingOptions, fingerprintsOf, type CommonSettings } from '../../src/fleet/fingerprints.js';

const SETTINGS: CommonSettings = { credentials: DEV_CREDENTIALS, protocol: '2025', apiToken: 'a-token' };
const prints = (change: Partial<CommonSettings> = {}) => fingerprintsOf(() => ({ ...SETTINGS, ...change }))();

test.each<[Partial<CommonSettings>, string[]]>([
  [{}, []],
  [{ apiToken: 'another' }, ['--api-token']],
  [{ apiToken: undefined }, ['--api-token']],
  [{ protocol: '2026' }, ['--protocol']],
  [{ credentials: { ...DEV_CREDENTIALS, secretToken: 'another' } }, ['--credentials']],
  // Each node gives its streams ids of its own.
  [{ credentials: { ...DEV_CREDENTIALS, streams: [{ meetingUuid: 'm', streamId: 's' }] } }, []],
])('nodes with %j differ in %j', (change, options) => {
  expect(differingOptions(prints(), prints(change))).toEqual(options);
});

test('fingerprints do not contain the secrets, and follow a credentials file', () => {
  let secretToken = 'first-secret';
  const present = fingerprintsOf(() => ({ ...SETTINGS, credentials: { ...DEV_CREDENTIALS, secretToken } }));
  const before = present();
  expect(present()).toEqual(before);
  expect(JSON.stringify(before)).not.toMatch(/a-token|first-secret/);
  secretToken = 'second-secret';
  expect(differingOptions(before, present())).toEqual(['--credentials']);
});

test('what an earlier version does not name is not compared', () => {
  expect(differingOptions(prints(), {})).toEqual([]);
});
