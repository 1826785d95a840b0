import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lastLines } from './ffmpeg-process.js';

/** A system that looks into programs before it lets them run takes seconds the first time. */
const ANSWERS_WITHIN_MS = 10_000;

/** Why a program cannot be used as ffmpeg; reads on after its name. `undefined` when it can. */
export async function findFfmpegProblem(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['-version'], {
      timeout: ANSWERS_WITHIN_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    if (stdout.startsWith('ffmpeg version ')) return undefined;
    return `is no ffmpeg: asked for its version, it said ${lastLines(stdout, 1) || 'nothing'}`;
  } catch (problem) {
    const {
      code,
      killed,
      stderr = '',
    } = problem as {
      readonly code?: string | number;
      readonly killed?: boolean;
      readonly stderr?: string;
    };
    if (killed === true)
      return `does not answer: it did not tell its version within ${ANSWERS_WITHIN_MS / 1000} s`;
    if (typeof code === 'string') return `cannot be run (${code})`;
    const said = lastLines(stderr, 1);
    return `does not work: asked for its version, it ended with code ${code}${said && ` and said ${said}`}`;
  }
}
