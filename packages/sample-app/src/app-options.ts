/** Parses the arguments and environment variables of the sample app. Pure. */
import { parseArgs } from 'node:util';

/** Options of the sample app. */
export interface AppOptions {
  /** Port of page and webhooks; `undefined`: 8000, or a free one if that is in use. 0: any free port. */
  readonly port: number | undefined;
  /** Address to listen on. */
  readonly host: string;
  /** Path of webhooks. */
  readonly path: string;
  /** Log each packet. */
  readonly verbose: boolean;
  /** Bytes of media that are kept for downloads. */
  readonly keepBytes: number;
}

/** Options, a request for help, or a sentence about a wrong argument or variable. */
export type Parsed<Options> =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** Port of page and webhooks, unless another one is chosen. */
export const DEFAULT_PAGE_PORT = 8000;
/** Path of webhooks, unless another one is chosen. */
export const DEFAULT_PATH = '/webhook';
/** Megabytes of media that are kept, unless another number is chosen. */
export const DEFAULT_KEEP_MB = 256;

/** Output of `--help`. */
export const APP_HELP = `Receives webhooks, joins the streams they announce, and shows the media on a page.

  --page-port N      page and webhooks (ZM_RTMS_PAGE_PORT; default 8000, or a free port if that is in use; 0 takes any)
  --host ADDRESS     address to listen on (ZM_RTMS_HOST; default localhost; 0.0.0.0 in a container)
  --path PATH        path of webhooks (ZM_RTMS_PATH; default /webhook)
  --keep MEGABYTES   media that is kept for downloads; older media is dropped (default 256)
  --verbose          log each packet
  --help             print this help

Needs the credentials of the app: ZM_RTMS_CLIENT and ZM_RTMS_SECRET, and ZM_RTMS_WEBHOOK_SECRET, which answers the URL
validation. rtms-mock prints those for development.`;

class ArgumentError extends Error {}

/** Parses `argv` without the paths of Node and the script. Flags win over variables. */
export function parseAppArguments(
  argv: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Parsed<AppOptions> {
  try {
    const { values } = parseArgs({
      // pnpm passes the separator on
      args: argv.filter((argument) => argument !== '--'),
      options: {
        'page-port': { type: 'string' },
        host: { type: 'string' },
        path: { type: 'string' },
        keep: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'run',
      options: {
        port: pagePort(values['page-port'], environment),
        host: (values.host ?? environment['ZM_RTMS_HOST']) || 'localhost',
        path: webhookPath(values.path, environment),
        verbose: values.verbose,
        keepBytes: keptBytes(values.keep),
      },
    };
  } catch (error) {
    return { kind: 'wrong', problem: argumentProblem(error) };
  }
}

/** A sentence about an argument that `parseArgs` or a check has refused. */
export function argumentProblem(error: unknown): string {
  // The message of parseArgs without its hints about positional arguments, which do not apply here
  const problem = (error as Error).message.split(/\.?\n|\. To specify/)[0] ?? '';
  return `${problem.replace(/\.$/, '')}. --help lists all options.`;
}

/**
 * The port of page and webhooks. `ZM_RTMS_PORT`, with which apps of the SDK choose the port of webhooks, counts too.
 *
 * @throws Error with the start of a sentence
 */
export function pagePort(
  flag: string | undefined,
  environment: { readonly [name: string]: string | undefined },
): number | undefined {
  if (flag !== undefined) return portNumber('--page-port', flag);
  for (const name of ['ZM_RTMS_PAGE_PORT', 'ZM_RTMS_PORT']) {
    const value = environment[name];
    if (value) return portNumber(name, value);
  }
  return undefined;
}

/**
 * A port number.
 *
 * @throws Error with the start of a sentence
 */
export function portNumber(name: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new ArgumentError(`${name} takes a port number from 0 to 65535, found "${value}"`);
}

function webhookPath(
  flag: string | undefined,
  environment: { readonly [name: string]: string | undefined },
): string {
  const path = (flag ?? environment['ZM_RTMS_PATH']) || DEFAULT_PATH;
  const name = flag === undefined ? 'ZM_RTMS_PATH' : '--path';
  if (/^\/[\w./-]+$/.test(path) && !path.startsWith('/api/')) return path;
  throw new ArgumentError(
    `${name} takes a path such as /webhook, of letters, digits, ".", "-" and "/", and not "/" itself, where the page is; found "${path}"`,
  );
}

function keptBytes(value = String(DEFAULT_KEEP_MB)): number {
  const megabytes = Number(value);
  if (Number.isFinite(megabytes) && megabytes > 0) return megabytes * 1_000_000;
  throw new ArgumentError(`--keep takes a number of megabytes above 0, found "${value}"`);
}
