import { startMockServer, toneSource } from '@rtms-mock/server';
import { describe, expect, test } from 'vitest';
import { parseStartArguments, startProblem } from '../src/start-options.js';

const DEFAULTS = {
  forMs: undefined,
  port: 9092,
  mediaPort: 8081,
  pagePort: undefined,
  protocol: '2025',
  media: undefined,
  speed: 1,
};

describe('the arguments of start', () => {
  test.each([
    ['nothing', [], {}],
    ['a time in seconds', ['--for', '10s'], { forMs: 10_000 }],
    ['a time in milliseconds', ['--for=500ms'], { forMs: 500 }],
    ['a time in minutes', ['--for', '1.5m'], { forMs: 90_000 }],
    ['free ports', ['--port', '0', '--media-port', '0'], { port: 0, mediaPort: 0 }],
    ['a protocol', ['--protocol', '2026'], { protocol: '2026' }],
    ['a speed', ['--speed', '10'], { speed: 10 }],
    ['a recording', ['--media', 'talk.mp4'], { media: 'talk.mp4' }],
    ['a separator that a package manager passes on', ['--', '--for', '1s'], { forMs: 1000 }],
  ])('%s', (_, argv, expected) => {
    expect(parseStartArguments(argv)).toEqual({ kind: 'run', options: { ...DEFAULTS, ...expected } });
  });

  test('--help wins', () => {
    expect(parseStartArguments(['--for', 'soon', '--help'])).toEqual({ kind: 'help' });
  });

  test.each([
    [['--for', '10'], '--for takes a time such as 10s, 500ms or 2m, found "10"'],
    [['--for', '0s'], '--for takes a time such as 10s, 500ms or 2m, found "0s"'],
    [['--port', '99999'], '--port takes a port number from 0 to 65535, found "99999"'],
    [['--media-port', 'x'], '--media-port takes a port number from 0 to 65535, found "x"'],
    [['--protocol', '2024'], '--protocol takes 2025 or 2026, found "2024"'],
    [['--speed', '-1'], `Option '--speed' argument is ambiguous`],
    [['--speed', 'fast'], '--speed takes a number above 0, found "fast"'],
    [['--sped', '2'], "Unknown option '--sped'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('%j results in one sentence about the mistake', (argv, problem) => {
    const parsed = parseStartArguments(argv);
    expect(parsed).toEqual({ kind: 'wrong', problem: expect.stringContaining(problem) as string });
    expect((parsed as { problem: string }).problem).not.toContain('\n');
  });
});

describe('a port in use', () => {
  test.each([
    ['port', '--port'],
    ['mediaPort', '--media-port'],
  ] as const)('of %s names %s', async (option, flag) => {
    await using first = await startMockServer({ port: 0, mediaPort: 0, media: toneSource() });
    const taken = Number(new URL(option === 'port' ? first.signalingUrl : first.mediaUrl).port);
    const ports = { port: 0, mediaPort: 0, [option]: taken };
    const error: unknown = await startMockServer({ ...ports, media: toneSource() }).catch(
      (reason: unknown) => reason,
    );
    expect(startProblem(error, ports)).toBe(
      `Port ${taken} is in use, perhaps by another rtms-mock: stop that program, or choose another port with ${flag} (0 takes any free port).`,
    );
  });

  test('other errors stay as they are', () => {
    expect(startProblem(new Error('No such file.'), { mediaPort: 8081 })).toBe('No such file.');
  });
});
