/** Converts files with ffmpeg, where it is installed. */
import { spawn } from 'node:child_process';

/** One sentence for a machine without ffmpeg. */
export const NO_FFMPEG =
  'This needs ffmpeg, which was not found: install it, or set RTMS_MOCK_FFMPEG to its path, and start the sample app again.';

/** Time limit in ms for ffmpeg to tell its version. */
const VERSION_TIMEOUT_MS = 10_000;

/** The program of `RTMS_MOCK_FFMPEG`, else `ffmpeg` of PATH; `undefined` if it does not run. */
export async function findFfmpeg(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const program = environment['RTMS_MOCK_FFMPEG'] || 'ffmpeg';
  return (await runs(program)) ? program : undefined;
}

function runs(program: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-version'], { stdio: 'ignore', timeout: VERSION_TIMEOUT_MS });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/**
 * Passes `input` through ffmpeg.
 *
 * @throws Error with the last line that ffmpeg has printed
 */
export function convert(program: string, args: readonly string[], input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-hide_banner', '-loglevel', 'error', ...args]);
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(output));
      const line = errors.trim().split('\n').at(-1) ?? '';
      reject(new Error(`ffmpeg could not convert this (exit code ${code}): ${line}`));
    });
    // ffmpeg closes its input early when it fails; "close" has the reason.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
