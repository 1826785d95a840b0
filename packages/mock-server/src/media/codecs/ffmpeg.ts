/** Finds ffmpeg: looked for once, when something first needs it. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { MediaUnavailableError } from '../media-unavailable-error.js';
import { findFfmpegProblem } from './ffmpeg-check.js';
import { runFfmpeg, type FfmpegRunOptions } from './ffmpeg-process.js';

/** Where the program came from, as a person would name it. */
export type FfmpegOrigin = 'option' | 'RTMS_MOCK_FFMPEG' | 'FFMPEG_BIN' | 'ffmpeg-static' | 'PATH';

/** An ffmpeg that is there, and has told its version. */
export interface FfmpegProgram {
  readonly path: string;
  readonly origin: FfmpegOrigin;
  /** Resolves with its standard error. See {@link runFfmpeg} for errors. */
  run(args: readonly string[], options?: FfmpegRunOptions): Promise<string>;
  /** Names of the encoders it was built with, such as `libx264`. Asked once. */
  encoders(): Promise<ReadonlySet<string>>;
}

/** ffmpeg, wherever it is. */
export interface Ffmpeg {
  /**
   * The program, or `undefined` when there is none. Throws {@link MediaUnavailableError}
   * (`ffmpeg-missing`) when the user named one that is not there, cannot be run or is no ffmpeg: no other one
   * is taken instead. So it does when the one on PATH is of that kind.
   */
  locate(): Promise<FfmpegProgram | undefined>;
  /**
   * The program. Throws {@link MediaUnavailableError} (`ffmpeg-missing`) when there is none, saying
   * that `what` needed it and how to get it.
   *
   * @param what the beginning of a sentence, such as `talk.mp4`
   */
  need(what: string): Promise<FfmpegProgram>;
}

export interface FfmpegOptions {
  /** Path or name of the program. Default: `RTMS_MOCK_FFMPEG`, then `FFMPEG_BIN` of `environment`. */
  readonly path?: string | undefined;
  /** Environment variables; `PATH`, `PATHEXT` and the two above are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Imports the optional package `ffmpeg-static`. Default: `import('ffmpeg-static')`. */
  readonly importStatic?: () => Promise<unknown>;
  /** Why a program cannot be used. Default: asks for its version. */
  readonly check?: (path: string) => Promise<string | undefined>;
  /** Told once which program was taken. */
  readonly onFound?: (found: FfmpegProgram) => void;
}

const WAYS_TO_GET_IT =
  'install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), ' +
  'or let ffmpeg-static download it (pnpm approve-builds), or name one with --ffmpeg or RTMS_MOCK_FFMPEG';

/** Looks in this order: named by the user, `ffmpeg-static` where its program is really there, `PATH`. */
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
  const locate = (): Promise<FfmpegProgram | undefined> => (located ??= find());
  return {
    locate,
    async need(what) {
      const program = await locate();
      if (program) return program;
      throw new MediaUnavailableError(
        'ffmpeg-missing',
        `${what} needs ffmpeg, which was not found; ${WAYS_TO_GET_IT}`,
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
  return { path, origin, run, encoders: () => (encoders ??= listEncoders(path)) };
}

const ORIGINS: { readonly [origin in FfmpegOrigin]: string } = {
  option: 'given with --ffmpeg or as option ffmpeg',
  RTMS_MOCK_FFMPEG: 'given in RTMS_MOCK_FFMPEG',
  FFMPEG_BIN: 'given in FFMPEG_BIN',
  'ffmpeg-static': 'which the package ffmpeg-static brought',
  PATH: 'found on PATH',
};

/** Which program, who named it, what is wrong with it and what to do. */
function unusable({ path, origin }: Found, problem: string): MediaUnavailableError {
  const remedy =
    origin === 'PATH' || origin === 'ffmpeg-static'
      ? 'install it again, or name another with --ffmpeg or RTMS_MOCK_FFMPEG'
      : 'correct it, or leave it out to use the ffmpeg on PATH';
  return new MediaUnavailableError('ffmpeg-missing', `${path}, ${ORIGINS[origin]}, ${problem}; ${remedy}`);
}

/** The user's choice. There is no second choice: a wrong name is an error. */
function named({ path, environment }: FfmpegOptions): Found | undefined {
  const ofOurs = environment['RTMS_MOCK_FFMPEG'];
  const choices: readonly (readonly [FfmpegOrigin, string | undefined])[] = [
    // Settings have read the variable already, and hand on what it holds.
    [path === ofOurs ? 'RTMS_MOCK_FFMPEG' : 'option', path],
    ['RTMS_MOCK_FFMPEG', ofOurs],
    ['FFMPEG_BIN', environment['FFMPEG_BIN']],
  ];
  for (const [origin, value] of choices) {
    if (value === undefined || value === '') continue;
    if (isFile(value)) return { path: resolve(value), origin };
    const found = /[\\/]/.test(value) ? undefined : onPath(value, environment, origin);
    if (found) return found;
    throw unusable({ path: value, origin }, existsSync(value) ? 'is no file' : 'is not there');
  }
  return undefined;
}

/** Its package may be missing, and its program too: it is downloaded by an install script that may not have run. */
async function fromStatic({ importStatic }: FfmpegOptions): Promise<Found | undefined> {
  const imported = await (importStatic ?? importFfmpegStatic)().catch(() => undefined);
  const path = (imported as { default?: unknown } | undefined)?.default;
  return typeof path === 'string' && isFile(path) ? { path, origin: 'ffmpeg-static' } : undefined;
}

function importFfmpegStatic(): Promise<unknown> {
  // Not a literal: the package is optional, and so are its types.
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
  const endings = ['', ...(environment['PATHEXT'] ?? '').split(';').filter((ending) => ending !== '')];
  const path = folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isFile);
  return path === undefined ? undefined : { path, origin };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Lines of `ffmpeg -encoders` look like ` V....D libx264   libx264 H.264 / …`; they come on standard output. */
async function listEncoders(path: string): Promise<ReadonlySet<string>> {
  const { stdout } = await promisify(execFile)(path, ['-hide_banner', '-encoders'], { windowsHide: true });
  return new Set(Array.from(stdout.matchAll(/^ [VAS][A-Z.]{5} ([\w-]+)/gm), ([, name]) => name ?? ''));
}
