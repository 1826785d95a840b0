import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { LiveCredentials } from '../../src/config/live-credentials.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { silentLogger } from '../../src/log.js';
import { OptionError } from '../../src/input/option-error.js';
import { resolveOptions, SERVER_OPTIONS } from '../../src/server/options.js';
import type { Option } from '../../src/settings/option.js';
import { selfSigned } from '../webhooks/self-signed.js';

describe('options of startMockServer', () => {
  test('are used as given; absent ones have their defaults', () => {
    const options = {
      host: '0.0.0.0',
      port: 0,
      protocol: '2026',
      tls: { names: ['a.test'], folder: '/tmp/x' },
      credentials: new LiveCredentials(DEV_CREDENTIALS),
      webhookRetry: { delaysMs: [1, 2.5] },
      keepAliveMs: 100,
      strict: false,
      apiToken: 'a-token',
      clock: new ManualClock(),
    };
    const resolved = resolveOptions({ ...options, quiet: undefined, logger: null });
    expect(resolved).toEqual({ ...resolveOptions({}), ...options, names: ['a.test'] });
    expect(resolved.credentials).toBe(options.credentials);
    expect(resolved.clock).toBe(options.clock);
    expect(resolved.logger).toBe(silentLogger);
    expect(resolveOptions(undefined)).toEqual(resolveOptions({}));
  });

  test('may be numbers in place of digits, digits in place of numbers, and bytes in place of PEM', () => {
    const { cert, key } = selfSigned();
    expect(resolveOptions({ protocol: 2026, port: '8080', keepAliveMs: '5000' })).toMatchObject({
      protocol: '2026',
      port: 8080,
      keepAliveMs: 5000,
    });
    expect(
      resolveOptions({ tls: { cert: Buffer.from(cert), key: new Uint8Array(Buffer.from(key)) } }),
    ).toMatchObject({
      tls: { cert, key },
    });
  });

  test.each([
    [{ prot: 1 }, 'unknown-option', 'prot', /^prot is not known; did you mean port\?/],
    [{ keepAlive: '5s' }, 'unknown-option', 'keepAlive', /did you mean keepAliveMs\?/],
    [{ xyzxyzxyz: 1 }, 'unknown-option', 'xyzxyzxyz', /^xyzxyzxyz is not known; known are host, port, /],
    [{ port: 'x' }, 'invalid-option', 'port', /^port must be a port number from 0 to 65535 .*, found "x"\.$/],
    [{ port: true }, 'invalid-option', 'port', /^port must be a port number .*, found true/],
    [
      { protocol: '2024' },
      'invalid-option',
      'protocol',
      /^protocol must be one of .*, found "2024"; did you mean 2025\?/,
    ],
    [{ speed: 0 }, 'invalid-option', 'speed', /^speed must be a number above 0, .*, found 0\.$/],
    [{ keepAliveMs: 0 }, 'invalid-option', 'keepAliveMs', /must be a number of milliseconds from 1 to/],
    [
      { mediaBufferBytes: 0 },
      'invalid-option',
      'mediaBufferBytes',
      /must be a number of bytes such as .*, found 0\.$/,
    ],
    [{ lateFrames: 'drop' }, 'invalid-option', 'lateFrames', /must be burst or skip, found "drop"/],
    [{ strict: 'yes' }, 'invalid-option', 'strict', /must be true or false, found "yes"/],
    [{ webhookUrl: 'zz' }, 'invalid-option', 'webhookUrl', /; did you mean http:\/\/zz\?$/],
    [{ publicUrl: 'zz' }, 'invalid-option', 'publicUrl', /must be a base of URLs/],
    [
      { media: 'x.mp4' },
      'invalid-option',
      'media',
      /a media source, as openMedia\(path\) returns, found "x.mp4"/,
    ],
    [{ openMedia: 'x' }, 'invalid-option', 'openMedia', /must be a function/],
    [{ logger: console.log }, 'invalid-option', 'logger', /must be an object with a log method/],
    [{ tls: 'yes' }, 'invalid-option', 'tls', /^tls must be true, false or an object/],
    [{ tls: { name: ['a'] } }, 'unknown-option', 'tls.name', /did you mean names\?/],
    [{ tls: { cert: 'x' } }, 'invalid-option', 'tls.key', /^tls\.key is missing/],
    [{ tls: { names: [1] } }, 'invalid-option', 'tls.names[0]', /must be a string/],
    [
      { credentials: { apps: [], streams: [], secretToken: 'x' } },
      'invalid-option',
      'credentials.apps',
      /at least one app/,
    ],
    [
      { credentials: { apps: [{ clientId: 'x' }] } },
      'invalid-option',
      'credentials.apps[0].clientSecret',
      /is missing/,
    ],
    [{ webhookRetry: { delaysMs: ['1s'] } }, 'invalid-option', 'webhookRetry.delaysMs[0]', /milliseconds/],
    [7, 'invalid-option', '', /^startMockServer's options must be an object, found 7/],
  ])('%j is refused', (options, code, option, message) => {
    const read = (): unknown => resolveOptions(options);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code, option }) as Error);
  });

  test('include a checked scenario', () => {
    expect(() => resolveOptions({ scenario: 'late-joner' })).toThrow(/did you mean late-joiner\?/);
  });

  test.each(Object.entries<Option>(SERVER_OPTIONS))(
    'the default of %s is a value that it accepts',
    (_, option) => {
      if (option.default === undefined) return;
      expect(option.kind.read(option.default)).toEqual({ ok: true, value: option.default });
    },
  );
});
