/** Parses the arguments of `start`. Pure. */
import { parseArgs } from 'node:util';
import { PortInUseError } from '@rtms-mock/server';
import { argumentProblem, pagePort, portNumber, type Parsed } from './app-options.js';

/** Options of `start`. */
export interface StartOptions {
  /** Duration in ms; `undefined`: until Ctrl-C. */
  readonly forMs: number | undefined;
  /** Port of signaling, HTTP API and control page. */
  readonly port: number;
  /** Port of media. */
  readonly mediaPort: number;
  /** Port of the sample app's page and webhooks; `undefined`: 8000, or a free one if that is in use. */
  readonly pagePort: number | undefined;
  /** Protocol generation. */
  readonly protocol: '2025' | '2026';
  /** Path of the recording that the meeting plays; `undefined`: the built-in conversation. */
  readonly media: string | undefined;
  /** Factor by which the meeting runs faster than real time. */
  readonly speed: number;
}

/** Output of `--help`. */
export const HELP = `Starts the mock server and the sample app, and a meeting between them.

  --for TIME         end after 10s, 500ms or 2m, and check that all media arrived
  --port N           signaling, HTTP API and page (default 9092; 0 takes any free port)
  --media-port N     media (default 8081; 0 takes any free port)
  --page-port N      page and webhooks of the sample app (ZM_RTMS_PAGE_PORT; default 8000, or a free port if that is in use)
  --protocol P       2025 (default) or 2026
  --media FILE       play this recording, or a folder with one for each participant
  --speed N          run the meeting N times faster than real time (default 1)
  --help             print this help

Ctrl-C ends the meeting; a second Ctrl-C ends the process immediately.`;

class ArgumentError extends Error {}

/** Parses `argv` without the paths of Node and the script. */
export function parseStartArguments(
  argv: readonly string[],
  environment: { readonly [name: string]: string | undefined } = {},
): Parsed<StartOptions> {
  try {
    const { values } = parseArgs({
      // pnpm passes the separator on
      args: argv.filter((argument) => argument !== '--'),
      options: {
        for: { type: 'string' },
        port: { type: 'string', default: '9092' },
        'media-port': { type: 'string', default: '8081' },
        'page-port': { type: 'string' },
        protocol: { type: 'string', default: '2025' },
        media: { type: 'string' },
        speed: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'run',
      options: {
        forMs: values.for === undefined ? undefined : durationMs(values.for),
        port: portNumber('--port', values.port),
        mediaPort: portNumber('--media-port', values['media-port']),
        pagePort: pagePort(values['page-port'], environment),
        protocol: generation(values.protocol),
        media: values.media,
        speed: positive('--speed', values.speed),
      },
    };
  } catch (error) {
    return { kind: 'wrong', problem: argumentProblem(error) };
  }
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const;

function durationMs(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value);
  const ms = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : 0;
  if (ms > 0) return ms;
  throw new ArgumentError(`--for takes a time such as 10s, 500ms or 2m, found "${value}"`);
}

function generation(value: string): '2025' | '2026' {
  if (value === '2025' || value === '2026') return value;
  throw new ArgumentError(`--protocol takes 2025 or 2026, found "${value}"`);
}

function positive(flag: string, value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new ArgumentError(`${flag} takes a number above 0, found "${value}"`);
}

/** The sentence about an error of the start; for a port in use, it names the option that chooses another. */
export function startProblem(error: unknown, { mediaPort }: Pick<StartOptions, 'mediaPort'>): string {
  if (!(error instanceof PortInUseError)) return error instanceof Error ? error.message : String(error);
  const flag = error.port === mediaPort ? '--media-port' : '--port';
  return `Port ${error.port} is in use, perhaps by another rtms-mock: stop that program, or choose another port with ${flag} (0 takes any free port).`;
}
