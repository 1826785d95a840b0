import { describe, expect, test } from 'vitest';
import { parseAppArguments } from '../src/app-options.js';

const DEFAULTS = {
  port: undefined,
  host: 'localhost',
  path: '/webhook',
  verbose: false,
  keepBytes: 256_000_000,
};

describe('the arguments of the sample app', () => {
  test.each([
    ['nothing', [], {}, {}],
    ['the port in the environment', [], { ZM_RTMS_PAGE_PORT: '8100' }, { port: 8100 }],
    ['any free port', [], { ZM_RTMS_PAGE_PORT: '0' }, { port: 0 }],
    ["the SDK's variable for the port", [], { ZM_RTMS_PORT: '8080' }, { port: 8080 }],
    ['the page port before that', [], { ZM_RTMS_PORT: '8080', ZM_RTMS_PAGE_PORT: '8000' }, { port: 8000 }],
    ['a flag before a variable', ['--page-port', '1'], { ZM_RTMS_PAGE_PORT: '2' }, { port: 1 }],
    [
      'a container',
      [],
      { ZM_RTMS_HOST: '0.0.0.0', ZM_RTMS_PATH: '/hook' },
      { host: '0.0.0.0', path: '/hook' },
    ],
    ['less memory, each packet', ['--keep', '0.5', '--verbose'], {}, { keepBytes: 500_000, verbose: true }],
  ])('%s', (_, argv, environment, expected) => {
    const options = { ...DEFAULTS, ...expected };
    expect(parseAppArguments(argv, environment)).toEqual({ kind: 'run', options });
  });

  test('--help wins', () => {
    expect(parseAppArguments(['--page-port', 'x', '--help'], {})).toEqual({ kind: 'help' });
  });

  test.each([
    [['--page-port', '70000'], {}, '--page-port takes a port number from 0 to 65535, found "70000"'],
    [[], { ZM_RTMS_PAGE_PORT: 'x' }, 'ZM_RTMS_PAGE_PORT takes a port number from 0 to 65535, found "x"'],
    [['--path', '/'], {}, '--path takes a path such as /webhook'],
    [['--path', '/api/feed'], {}, '--path takes a path such as /webhook'],
    [['--keep', '0'], {}, '--keep takes a number of megabytes above 0, found "0"'],
    [['--verbse'], {}, "Unknown option '--verbse'"],
  ])('%j with %j results in one sentence', (argv, environment, problem) => {
    const parsed = parseAppArguments(argv, environment);
    expect(parsed).toEqual({ kind: 'wrong', problem: expect.stringContaining(problem) as string });
    expect((parsed as { problem: string }).problem).not.toContain('\n');
  });
});
