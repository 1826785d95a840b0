/** The arguments of `start`. Pure: text in, options or one sentence out. */
import { parseArgs } from 'node:util';

/** What `start` was asked to do. */
export interface StartOptions {
  /** Milliseconds until it ends by itself; `undefined`: at Ctrl-C. */
  readonly forMs: number | undefined;
  readonly port: number;
  readonly mediaPort: number;
  readonly protocol: '2025' | '2026';
  /** Recording that the meeting plays; `undefined`: the built-in conversation. */
  readonly media: string | undefined;
  /** How much faster than real time the meeting runs. */
  readonly speed: number;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: StartOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const HELP = `Starts the mock server and the sample app, and a meeting between them.

  --for TIME         end by itself after 10s, 500ms or 2m, and check that everything arrived
  --port N           signaling, HTTP API and page (default 9092; 0 takes any free port)
  --media-port N     media (default 8081; 0 takes any free port)
  --protocol P       2025 (default) or 2026
  --media FILE       play this recording, or a folder with one for each participant
  --speed N          run the meeting N times as fast (default 1)
  --help             this text

Ctrl-C ends the meeting politely; a second one ends at once.`;

class Wrong extends Error {}

/** `argv` without node and script. */
export function parseStartArguments(argv: readonly string[]): ParsedArguments {
  try {
    const { values } = parseArgs({
      // pnpm passes a separator on
      args: argv.filter((argument) => argument !== '--'),
      options: {
        for: { type: 'string' },
        port: { type: 'string', default: '9092' },
        'media-port': { type: 'string', default: '8081' },
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
        protocol: generation(values.protocol),
        media: values.media,
        speed: positive('--speed', values.speed),
      },
    };
  } catch (error) {
    // parseArgs explains a flag it does not know, and adds hints that help nobody here
    const problem = (error as Error).message.split(/\.?\n|\. To specify/)[0] ?? '';
    return { kind: 'wrong', problem: `${problem.replace(/\.$/, '')}. --help lists what there is.` };
  }
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const;

function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : 0;
  if (ms > 0) return ms;
  throw new Wrong(`--for takes a time such as 10s, 500ms or 2m, found "${text}"`);
}

function portNumber(flag: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Wrong(`${flag} takes a port number from 0 to 65535, found "${text}"`);
}

function generation(text: string): '2025' | '2026' {
  if (text === '2025' || text === '2026') return text;
  throw new Wrong(`--protocol takes 2025 or 2026, found "${text}"`);
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Wrong(`${flag} takes a number above 0, found "${text}"`);
}
