import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../config/temporary-folder.js';
import { CONFIG_OPTION, SERVE_OPTIONS } from '../../src/config/serve-options.js';
import { run } from './fake-surroundings.js';

const ALL_FLAGS = Object.keys({ ...SERVE_OPTIONS, ...CONFIG_OPTION }).length;

describe('wrong usage is reported in one sentence, with exit code 2', () => {
  test.each([
    [['--prot', '1'], "unknown option '--prot'; did you mean --protocol?"],
    [['--prt', '1'], "unknown option '--prt'; did you mean --port?"],
    [['--nonsense'], "unknown option '--nonsense'; rtms-mock --help lists the flags"],
    [['serve', '--port'], "option '--port <PORT>' argument missing; rtms-mock --help lists the flags"],
    [
      ['serve', '--workers'],
      "option '--workers <NUMBER|auto>' argument missing; rtms-mock --help all lists the flags",
    ],
    [
      ['load', '--media-buffer'],
      "option '--media-buffer <BYTES>' argument missing; rtms-mock load --help all lists the flags",
    ],
    [
      ['scenarios', '--server', 'x'],
      '--server is a flag of meeting and 7 other commands, not of scenarios; rtms-mock scenarios --help lists its flags',
    ],
    [
      ['--server', 'x'],
      '--server is a flag of meeting and 7 other commands, not of serve; rtms-mock serve --help lists its flags',
    ],
    [['meeting', '--part', 'x'], "unknown option '--part'; did you mean --participants?"],
    [['scenarios', 'late-joner'], 'there is no scenario "late-joner"; did you mean late-joiner?'],
    [
      ['--port', '99999'],
      '--port must be a port number from 0 to 65535 (0 takes any free port), found "99999"',
    ],
    [
      ['--protocol', '2024'],
      '--protocol must be one of 2025, 2026 or string, found "2024"; did you mean 2025?',
    ],
    [['--keep-alive', '5'], '--keep-alive must be a duration such as 500ms, 10s or 2m, found "5"'],
    [['--port', '7', '--media-port', '7'], '--port and --media-port are both 7; use two different ports'],
    [
      ['--webhook-url', 'localhost:1'],
      '--webhook-url must be an http or https URL such as http://localhost:3000/webhook, found "localhost:1"; did you mean http://localhost:1?',
    ],
    [
      ['--cache-size', 'big'],
      '--cache-size must be a number of bytes such as 65536, 512k or 4M, found "big"',
    ],
    [
      ['--ffmpeg', '/no/ffmpeg'],
      '/no/ffmpeg, set with --ffmpeg or the option ffmpeg, does not exist; correct it, or remove it to use the ffmpeg on PATH',
    ],
    [['metting'], 'there is no command "metting"; did you mean meeting?'],
    [
      ['xyzxyzxyz'],
      'there is no command "xyzxyzxyz"; known: serve, check, exec, meeting, pause, resume, stop, start, end, step, load, scenarios, schemas, record, inspect, doctor',
    ],
    [['schemas'], "required option '--out <FOLDER>' not specified; rtms-mock schemas --help lists the flags"],
    [
      ['scenarios', 'check'],
      "missing required argument 'files'; rtms-mock scenarios check --help explains it",
    ],
    [['help', 'serv'], 'there is no command "serv"; did you mean serve?'],
    [
      ['help', 'xyzxyzxyz'],
      'there is no command "xyzxyzxyz"; known: serve, check, exec, meeting, pause, resume, stop, start, end, step, load, scenarios, schemas, record, inspect, doctor',
    ],
    [['--credentials', '/no/keys.json'], 'credentials file /no/keys.json does not exist; check the path'],
    [['--config', '/no/conf.yaml'], 'configuration file /no/conf.yaml does not exist; check the path'],
    [
      ['--journal', '/no/such/file'],
      '--journal: /no/such/file is in a folder that does not exist; create it first',
    ],
    [
      ['meeting', '--server', 'http://127.0.0.1:1'],
      'no server answers at http://127.0.0.1:1; start one with rtms-mock, or choose another with --server',
    ],
  ])('%j', async (args, sentence) => {
    const { exitCode, stdout, stderr } = run(args);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(`rtms-mock: ${sentence}\n`);
    expect(stdout.text).toBe('');
  });

  test('a recording that does not exist', async () => {
    const { exitCode, stderr } = run(['--media', 'none.mp4']);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(/^rtms-mock: --media: none\.mp4 [^\n]+\n$/);
  });

  test.each([
    ['--media', 'tone.wav'],
    ['--scenario', 'playing.yaml'],
  ])('a cache that recordings of %s cannot use', async (flag, name) => {
    using folder = temporaryFolder({ afile: '', 'playing.yaml': 'media: tone.wav\n', 'tone.wav': '' });
    const { exitCode, stderr } = run([flag, folder.file(name), '--cache-dir', folder.file('afile/x')]);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(
      /^rtms-mock: the cache folder \S+ cannot be used \(\S+afile is a file\); make it writable, or choose another with --cache-dir\n$/,
    );
  });

  test('a folder without recordings', async () => {
    using folder = temporaryFolder({ 'notes.txt': '' });
    const { exitCode, stderr } = run(['--media', folder.path]);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(/^rtms-mock: --media: the folder \S+ contains no recordings; [^\n]+\n$/);
  });

  test('a credentials file with a mistake', async () => {
    using folder = temporaryFolder({ 'keys.json': '{\n  "auth_credentials": []\n}' });
    const { exitCode, stderr } = run(['--credentials', folder.file('keys.json')]);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(
      /^rtms-mock: credentials file \S+keys\.json, line 2: auth_credentials has no entries/,
    );
  });

  test.each([
    ['--port', '--media-port'],
    ['--media-port', '--port'],
  ])('a port in use for %s', async (flag, other) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stderr } = run([flag, String(port), other, '0']);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(
      `rtms-mock: port ${port} is in use, perhaps by another rtms-mock; stop that program, or choose another port with ${flag} (0 takes any free port)\n`,
    );
    taken.close();
  });

  test('an address of another machine', async () => {
    const { exitCode, stderr } = run(['--host', '192.0.2.1', '--port', '0', '--media-port', '0']);
    expect(await exitCode).toBe(2);
    expect(stderr.text).toContain('--host: 192.0.2.1 is not an address of this machine');
  });
});

describe('help', () => {
  test('lists the commands and the most used flags of serve, and ends with 0', async () => {
    const { exitCode, stdout, stderr } = run(['--help']);
    expect(await exitCode).toBe(0);
    for (const word of ['serve', 'meeting', 'scenarios', 'doctor', '--credentials', '--help all']) {
      expect(stdout.text).toContain(word);
    }
    expect(stdout.text).not.toContain('--media-keep-alive');
    expect(stderr.text).toBe('');
  });

  test('of meeting describes one meeting, not the defaults of a server', async () => {
    const { exitCode, stdout } = run(['meeting', '--help']);
    expect(await exitCode).toBe(0);
    const text = stdout.text.replace(/\s+/g, ' ');
    expect(text).toContain('media of the meeting: a recording');
    expect(text).not.toMatch(/names? (none|another)/);
  });

  test.each([
    [['serve', '--help'], 15],
    [['--help'], 15],
    [['serve', '--help', 'all'], ALL_FLAGS],
    [['--help', 'all'], ALL_FLAGS],
    [['help', 'serve', 'all'], ALL_FLAGS],
    [['help', 'all'], ALL_FLAGS],
  ])('%j lists the flags of serve in groups', async (args, count) => {
    const { exitCode, stdout } = run(args);
    expect(await exitCode).toBe(0);
    const flags = stdout.lines.filter((line) => /^ {2}--/.test(line));
    const headings = stdout.lines.filter((line) => /^[A-Z][a-z ]+:$/.test(line));
    expect(flags).toHaveLength(count);
    expect(headings).toEqual(
      expect.arrayContaining(['Network:', 'Protocol:', 'Meetings:', 'Media:', 'Output:']),
    );
  });

  test('of a command names the sources of values', async () => {
    const { exitCode, stdout } = run(['serve', '--help']);
    expect(await exitCode).toBe(0);
    expect(stdout.text).toContain('--media-port is RTMS_MOCK_MEDIA_PORT and mediaPort');
  });

  test('prints the version', async () => {
    const { exitCode, stdout } = run(['--version']);
    expect(await exitCode).toBe(0);
    expect(stdout.text).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('lists the built-in scenarios', async () => {
    const { exitCode, stdout } = run(['scenarios']);
    expect(await exitCode).toBe(0);
    expect(stdout.text).toMatch(/^two-speakers {2}Two participants/);
  });
});
