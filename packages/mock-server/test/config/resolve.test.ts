import { describe, expect, test } from 'vitest';
import { findConfigFile } from '../../src/config/config-file.js';
import { resolveFlags, type Sources } from '../../src/config/resolve.js';
import { environmentName, fileKey, flagName } from '../../src/config/option-names.js';
import { SERVE_OPTIONS } from '../../src/config/serve-options.js';
import { UsageError } from '../../src/input/usage-error.js';
import { temporaryFolder } from './temporary-folder.js';

async function resolved(
  files: { readonly [name: string]: string },
  sources: Partial<Omit<Sources, 'file'>> & { readonly config?: string } = {},
) {
  using folder = temporaryFolder(files);
  const file = await findConfigFile(sources.config, folder.path, SERVE_OPTIONS);
  return resolveFlags(SERVE_OPTIONS, { flags: {}, environment: {}, ...sources, file });
}

describe('options of the command', () => {
  test.each([
    ['mediaKeepAlive', '--media-keep-alive', 'RTMS_MOCK_MEDIA_KEEP_ALIVE', 'mediaKeepAlive'],
    ['keepAliveMs', '--keep-alive', 'RTMS_MOCK_KEEP_ALIVE', 'keepAlive'],
  ] as const)('%s has the same name everywhere', (name, ...names) => {
    const option = SERVE_OPTIONS[name];
    expect([flagName, environmentName, fileKey].map((nameOf) => nameOf(name, option))).toEqual(names);
  });

  test('come from flags, else variables, else the file; others are absent', async () => {
    const files = { 'rtms-mock.config.yaml': 'port: 1\nmediaPort: 1\nspeed: 3\n' };
    const environment = { RTMS_MOCK_PORT: '2', RTMS_MOCK_MEDIA_PORT: '2' };
    expect(await resolved(files, { flags: { port: '3' }, environment })).toEqual({
      port: 3,
      mediaPort: 2,
      speed: 3,
    });
  });

  test('ignore an empty variable', async () => {
    expect(await resolved({}, { environment: { RTMS_MOCK_PORT: '' } })).toEqual({});
  });

  test('can be switched off by flag and on by the file', async () => {
    const files = { 'rtms-mock.config.json': '{"strict": true, "quiet": true}' };
    expect(await resolved(files, { flags: { strict: 'no' } })).toEqual({ strict: false, quiet: true });
    expect(await resolved({}, { flags: { start: true } })).toEqual({ start: true });
  });

  test.each([
    [{ flags: { port: 'x' } }, /^--port must be a port number .*, found "x"$/],
    [
      { flags: { mediaKeepAlive: 'never' } },
      /^--media-keep-alive must be one of idle, always or off, found "never"$/,
    ],
    [
      { environment: { RTMS_MOCK_KEEP_ALIVE: '5' } },
      /^RTMS_MOCK_KEEP_ALIVE must be a duration such as .*, found "5"$/,
    ],
  ])('name the place of a wrong value: %j', async (sources, message) => {
    await expect(resolved({}, sources)).rejects.toThrow(UsageError);
    await expect(resolved({}, sources)).rejects.toThrow(message);
  });
});

describe('the configuration file', () => {
  test.each(['rtms-mock.config.json', 'rtms-mock.config.yaml', 'rtms-mock.config.yml'])(
    'is found as %s',
    async (name) => {
      expect(await resolved({ [name]: '{"port": 5, "log-format": "json"}' })).toEqual({
        port: 5,
        logFormat: 'json',
      });
    },
  );

  test('can be named, and its paths are relative to it', async () => {
    using folder = temporaryFolder({ 'conf/mine.yaml': 'credentials: keys.json\nmedia: /talk.mp4\n' });
    const file = await findConfigFile('conf/mine.yaml', folder.path, SERVE_OPTIONS);
    expect(resolveFlags(SERVE_OPTIONS, { flags: {}, environment: {}, file })).toEqual({
      credentials: folder.file('conf/keys.json'),
      media: '/talk.mp4',
    });
  });

  test('may be empty, and may have keys without values', async () => {
    expect(await resolved({ 'rtms-mock.config.yaml': '# nothing yet\nport:\n' })).toEqual({});
    expect(await resolved({ 'rtms-mock.config.yaml': '' })).toEqual({});
  });

  test.each([
    [
      { 'rtms-mock.config.yaml': 'host: localhost\nport: 99999\n' },
      /^rtms-mock\.config\.yaml, line 2: port must be a port number .*, found "99999"$/,
    ],
    [{ 'rtms-mock.config.yaml': 'prot: 1\n' }, /line 1: prot is not an option; did you mean port\?$/],
    [{ 'rtms-mock.config.yaml': 'zzzzzzzz: 1\n' }, /rtms-mock serve --help all lists them$/],
    [{ 'rtms-mock.config.yaml': 'port: [1]\n' }, /line 1: port must be a port number .*, found an array$/],
    [{ 'rtms-mock.config.yaml': 'port: 1\n  bad: 2\n' }, /configuration file .*, line \d+, column \d+: /],
    [
      { 'rtms-mock.config.json': '{"port": 1' },
      /configuration file .*rtms-mock\.config\.json, line 1, column 11: /,
    ],
    [
      { 'rtms-mock.config.yaml': 'port: 1\n---\nport: 2\n' },
      /line 2, column 1: a second document begins here, but only one is allowed; correct the file$/,
    ],
    [
      { 'rtms-mock.config.yaml': 'media-port: 1\nmediaPort: 2\n' },
      /^rtms-mock\.config\.yaml, line 2: mediaPort sets mediaPort a second time; keep one of them$/,
    ],
    [{ 'rtms-mock.config.json': '[1]' }, /must be an object, such as/],
    [{ 'rtms-mock.config.json': '{}', 'rtms-mock.config.yaml': '' }, /there are two configuration files/],
  ])('is checked: %j', async (files, message) => {
    await expect(resolved(files)).rejects.toThrow(UsageError);
    await expect(resolved(files)).rejects.toThrow(message);
  });

  test('must exist if it is named', async () => {
    await expect(resolved({}, { config: 'none.yaml' })).rejects.toThrow(
      /none\.yaml does not exist; check the path$/,
    );
    await expect(resolved({}, { config: '.' })).rejects.toThrow(/is a folder; name the file in it$/);
  });
});
