import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lastLines } from './ffmpeg-process.js';

/** Timeout in milliseconds. Virus scanners can delay the first start of a program by seconds. */
const TIMEOUT_MS = 10_000;

/**
 * Checks that a program is a working ffmpeg, by asking for its version.
 *
 * @returns the problem, as the end of a sentence that starts with the program's name; `undefined` when there is none
 */
export async function findFfmpegProblem(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['-version'], {
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    if (stdout.startsWith('ffmpeg version ')) return undefined;
    return `is not ffmpeg: \`-version\` printed ${lastLines(stdout, 1) || 'nothing'}`;
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
      return `does not respond: \`-version\` printed nothing within ${TIMEOUT_MS / 1000} s`;
    if (typeof code === 'string') return `cannot be started (${code})`;
    const output = lastLines(stderr, 1);
    return `does not work: \`-version\` exited with code ${code}${output && ` and printed ${output}`}`;
  }
}
