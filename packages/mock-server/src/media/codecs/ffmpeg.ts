/** Locates ffmpeg once, when something first needs it. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { MediaUnavailableError } from '../media-unavailable-error.js';
import { findFfmpegProblem } from './ffmpeg-check.js';
import { runFfmpeg, type FfmpegRunOptions } from './ffmpeg-process.js';

/** Place where the program was found. */
export type FfmpegOrigin = 'option' | 'RTMS_MOCK_FFMPEG' | 'FFMPEG_BIN' | 'ffmpeg-static' | 'PATH';

/** An ffmpeg that was found and answered `-version`. */
export interface FfmpegProgram {
  readonly path: string;
  readonly origin: FfmpegOrigin;
  /** Runs it; returns its standard error. Throws as {@link runFfmpeg} does. */
  run(args: readonly string[], options?: FfmpegRunOptions): Promise<string>;
  /** Names of the encoders that it was built with, such as `libx264`. Read once. */
  encoders(): Promise<ReadonlySet<string>>;
}

/** Locates ffmpeg. */
export interface Ffmpeg {
  /**
   * Returns the program, or `undefined` when none is installed.
   *
   * @throws MediaUnavailableError (`ffmpeg-missing`) when the program that the user named, or the one on PATH, is
   *   missing, cannot be started or is not ffmpeg; no other program is used in its place
   */
  locate(): Promise<FfmpegProgram | undefined>;
  /**
   * Returns the program.
   *
   * @param what the subject that needs it, for the error message: `talk.mp4`
   * @throws MediaUnavailableError (`ffmpeg-missing`) when none is installed; the message contains `what` and how to
   *   install ffmpeg
   */
  need(what: string): Promise<FfmpegProgram>;
}

/** Options of {@link createFfmpeg}. */
export interface FfmpegOptions {
  /** Path or name of the program. Default: `RTMS_MOCK_FFMPEG` or `FFMPEG_BIN` of {@link environment}. */
  readonly path?: string | undefined;
  /** Environment variables. Reads `PATH`, `PATHEXT` and the two above. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Imports the optional package `ffmpeg-static`. Default: `import('ffmpeg-static')`. */
  readonly importStatic?: () => Promise<unknown>;
  /** Returns the problem of a program, `undefined` when it works. Default: {@link findFfmpegProblem}. */
  readonly check?: (path: string) => Promise<string | undefined>;
  /** Called once, with the program that is used. */
  readonly onFound?: (found: FfmpegProgram) => void;
}

const INSTALL_HINT =
  'install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), ' +
  'or let ffmpeg-static download it (pnpm approve-builds), or set its path with --ffmpeg or RTMS_MOCK_FFMPEG';

/** Looks in this order: the program that the user named; `ffmpeg-static`, when its binary exists; `PATH`. */
export function createFfmpeg(options: FfmpegOptions): Ffmpeg {
  const { check = findFfmpegProblem } = options;
  let located: Promise<FfmpegProgram | undefined> | undefined;
  const find = async (): Promise<FfmpegProgram | undefined> => {
    const found =
      named(options) ?? (await fromStatic(options)) ?? onPath('ffmpeg', options.environment, 'PATH');
    if (!found) return undefined;
    const problem = await check(found.path);
    if (problem !== undefined) throw unusable(found, problem);
    const program = programOf(found);
    options.onFound?.(program);
    return program;
  };
  // Failures are not cached: a probe that was killed, or a missing program, may work the next time.
  const locate = (): Promise<FfmpegProgram | undefined> => {
    located ??= find().then(
      (program) => {
        if (program === undefined) located = undefined;
        return program;
      },
      (problem: unknown) => {
        located = undefined;
        throw problem;
      },
    );
    return located;
  };
  return {
    locate,
    async need(what) {
      const program = await locate();
      if (program) return program;
      throw new MediaUnavailableError(
        'ffmpeg-missing',
        `${what} needs ffmpeg, which was not found; ${INSTALL_HINT}`,
      );
    },
  };
}

interface Found {
  readonly path: string;
  readonly origin: FfmpegOrigin;
}

function programOf({ path, origin }: Found): FfmpegProgram {
  const run = (args: readonly string[], options?: FfmpegRunOptions) => runFfmpeg(path, args, options);
  let encoders: Promise<ReadonlySet<string>> | undefined;
  const list = (): Promise<ReadonlySet<string>> =>
    listEncoders(path).catch((problem: unknown) => {
      encoders = undefined;
      throw problem;
    });
  return { path, origin, run, encoders: () => (encoders ??= list()) };
}

const ORIGINS: { readonly [origin in FfmpegOrigin]: string } = {
  option: 'set with --ffmpeg or the option ffmpeg',
  RTMS_MOCK_FFMPEG: 'set in RTMS_MOCK_FFMPEG',
  FFMPEG_BIN: 'set in FFMPEG_BIN',
  'ffmpeg-static': 'installed by the package ffmpeg-static',
  PATH: 'found on PATH',
};

/** Creates an error that names the program, its origin, the problem and the remedy. */
function unusable({ path, origin }: Found, problem: string): MediaUnavailableError {
  const remedy =
    origin === 'PATH' || origin === 'ffmpeg-static'
      ? 'reinstall it, or set another with --ffmpeg or RTMS_MOCK_FFMPEG'
      : 'correct it, or remove it to use the ffmpeg on PATH';
  return new MediaUnavailableError('ffmpeg-missing', `${path}, ${ORIGINS[origin]}, ${problem}; ${remedy}`);
}

/** Returns the program that the user named. A wrong name is an error, so that no other program is used by accident. */
function named({ path, environment }: FfmpegOptions): Found | undefined {
  const fromVariable = environment['RTMS_MOCK_FFMPEG'];
  const choices: readonly (readonly [FfmpegOrigin, string | undefined])[] = [
    // The settings read the variable too and pass its value as `path`.
    [path === fromVariable ? 'RTMS_MOCK_FFMPEG' : 'option', path],
    ['RTMS_MOCK_FFMPEG', fromVariable],
    ['FFMPEG_BIN', environment['FFMPEG_BIN']],
  ];
  for (const [origin, value] of choices) {
    if (value === undefined || value === '') continue;
    if (isFile(value)) return { path: resolve(value), origin };
    const found = /[\\/]/.test(value) ? undefined : onPath(value, environment, origin);
    if (found) return found;
    throw unusable({ path: value, origin }, existsSync(value) ? 'is not a file' : 'does not exist');
  }
  return undefined;
}

/** The package is optional, and its binary may be missing: an install script downloads it, which may not have run. */
async function fromStatic({ importStatic }: FfmpegOptions): Promise<Found | undefined> {
  const imported = await (importStatic ?? importFfmpegStatic)().catch(() => undefined);
  const path = (imported as { default?: unknown } | undefined)?.default;
  return typeof path === 'string' && isFile(path) ? { path, origin: 'ffmpeg-static' } : undefined;
}

function importFfmpegStatic(): Promise<unknown> {
  // Not a literal, so that TypeScript does not resolve the types of this optional package.
  const name: string = 'ffmpeg-static';
  return import(name);
}

function onPath(
  name: string,
  environment: FfmpegOptions['environment'],
  origin: FfmpegOrigin,
): Found | undefined {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '');
  const extensions = [
    '',
    ...(environment['PATHEXT'] ?? '').split(';').filter((extension) => extension !== ''),
  ];
  const path = folders
    .flatMap((folder) => extensions.map((extension) => join(folder, name + extension)))
    .find(isFile);
  return path === undefined ? undefined : { path, origin };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Parses lines of `ffmpeg -encoders`, such as ` V....D libx264   libx264 H.264 / …`, from standard output. */
async function listEncoders(path: string): Promise<ReadonlySet<string>> {
  const { stdout } = await promisify(execFile)(path, ['-hide_banner', '-encoders'], { windowsHide: true });
  return new Set(Array.from(stdout.matchAll(/^ [VAS][A-Z.]{5} ([\w-]+)/gm), ([, name]) => name ?? ''));
}
