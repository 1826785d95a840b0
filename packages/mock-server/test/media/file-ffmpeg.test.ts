import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { FfmpegError, lastLines, runFfmpeg } from '../../src/media/codecs/ffmpeg-process.js';
import { createFfmpeg, type FfmpegProgram } from '../../src/media/codecs/ffmpeg.js';
import { isRunning } from '../../src/media/tracks/cache-names.js';
import { temporaryFolder } from './file-support.js';

/** Creates an executable file. */
function program(name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

/** Replaces the check that runs the program. */
const check = (): Promise<undefined> => Promise.resolve(undefined);

const notInstalled = (): Promise<unknown> => Promise.reject(new Error('Cannot find package'));

test('prefers the program that the user named, an option before the environment', async () => {
  const [option, own, common] = [program('a'), program('b'), program('c')];
  const environment = { RTMS_MOCK_FFMPEG: own, FFMPEG_BIN: common };
  const importStatic = () => Promise.resolve({ default: program('static') });
  const found = (path?: string, env: Record<string, string> = environment) =>
    createFfmpeg({ path, environment: env, importStatic, check }).locate();
  expect(await found(option)).toMatchObject({ path: option, origin: 'option' });
  expect(await found()).toMatchObject({ path: own, origin: 'RTMS_MOCK_FFMPEG' });
  expect(await found(undefined, { FFMPEG_BIN: common })).toMatchObject({
    path: common,
    origin: 'FFMPEG_BIN',
  });
  expect(await found(undefined, {})).toMatchObject({ origin: 'ffmpeg-static' });
});

test('a named program that does not exist is an error, whatever else is installed', async () => {
  const environment = { PATH: join(program('ffmpeg'), '..'), RTMS_MOCK_FFMPEG: '/nowhere/ffmpeg' };
  const ffmpeg = createFfmpeg({ environment, importStatic: notInstalled });
  const outcome = {
    code: 'ffmpeg-missing',
    message: expect.stringMatching(/^\/nowhere\/ffmpeg, set in RTMS_MOCK_FFMPEG/),
  };
  await expect(ffmpeg.locate()).rejects.toMatchObject(outcome);
  await expect(ffmpeg.need('talk.mp4')).rejects.toMatchObject(outcome);
});

test('a name without a folder is looked up on PATH', async () => {
  const path = program('ffmpeg-7');
  const ffmpeg = createFfmpeg({
    path: 'ffmpeg-7',
    environment: { PATH: join(path, '..') },
    importStatic: notInstalled,
    check,
  });
  expect(await ffmpeg.locate()).toMatchObject({ path, origin: 'option' });
});

test.each([
  ['is not installed', notInstalled],
  ['names a program that was never downloaded', () => Promise.resolve({ default: '/nowhere/ffmpeg' })],
  ['has no program for this system', () => Promise.resolve({ default: null })],
])('goes on to PATH when ffmpeg-static %s', async (_, importStatic) => {
  const path = program('ffmpeg');
  const empty = temporaryFolder();
  mkdirSync(join(empty, 'ffmpeg'));
  const environment = { PATH: [empty, join(path, '..')].join(delimiter) };
  expect(await createFfmpeg({ environment, importStatic, check }).locate()).toMatchObject({
    path,
    origin: 'PATH',
  });
});

test('searches once, and reports the program that it uses', async () => {
  const seen: FfmpegProgram[] = [];
  const path = program('ffmpeg');
  const ffmpeg = createFfmpeg({ path, environment: {}, check, onFound: (found) => seen.push(found) });
  const [a, b] = await Promise.all([ffmpeg.need('talk.mp4'), ffmpeg.locate()]);
  expect(seen).toEqual([a]);
  expect(b).toBe(a);
});

test('an error about a setting from the environment names the variable', async () => {
  const environment = { RTMS_MOCK_FFMPEG: '/nowhere/ffmpeg' };
  const ffmpeg = (path: string) => createFfmpeg({ path, environment, importStatic: notInstalled }).locate();
  await expect(ffmpeg('/nowhere/ffmpeg')).rejects.toThrow(/set in RTMS_MOCK_FFMPEG, does not exist/);
  await expect(ffmpeg('/elsewhere/ffmpeg')).rejects.toThrow(/set with --ffmpeg .*, does not exist/);
});

describe.skipIf(process.platform === 'win32')('a program that is not ffmpeg', () => {
  const script = (text: string): string => {
    const path = program('ffmpeg');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    return path;
  };
  const unexecutable = (): string => {
    const path = program('ffmpeg');
    chmodSync(path, 0o644);
    return path;
  };

  test.each([
    ['cannot be started', unexecutable, /cannot be started \(EACCES\)/],
    ['says nothing', () => script('exit 0'), /is not ffmpeg: `-version` printed nothing/],
    ['is another', () => script('echo wget 1.2'), /is not ffmpeg: `-version` printed wget 1\.2/],
    [
      'fails',
      () => script('echo no memory >&2; exit 3'),
      /does not work: `-version` exited with code 3 and printed no memory/,
    ],
    ['is a folder', () => temporaryFolder(), /is not a file/],
  ])('is named, with its origin, when it %s', async (_, make, problem) => {
    const path = make();
    await expect(createFfmpeg({ path, environment: {} }).need('talk.mp4')).rejects.toMatchObject({
      code: 'ffmpeg-missing',
      message: expect.stringMatching(
        new RegExp(`^${path}, set with --ffmpeg .*, ${problem.source}; correct it`),
      ),
    });
  });

  test('on PATH is reported too, with the option that sets another', async () => {
    const environment = { PATH: join(script('exit 1'), '..') };
    await expect(createFfmpeg({ environment, importStatic: notInstalled }).locate()).rejects.toThrow(
      /ffmpeg, found on PATH, does not work: .*; reinstall it, or set another with --ffmpeg/,
    );
  });
});

test('reports why a program cannot be started', async () => {
  const path = program('not-a-program');
  chmodSync(path, 0o644);
  await expect(runFfmpeg(path, [])).rejects.toThrow(/not-a-program cannot be started: .*EACCES/);
});

test('keeps the last lines of the output of ffmpeg, without addresses', () => {
  expect(lastLines('one\n\n[mp4 @ 0x55d58d9d8840] two\r\nthree\n', 2)).toBe('two | three');
});

describeWithTool('ffmpeg', 'running ffmpeg', (ffmpeg) => {
  const endless = ['-re', '-f', 'lavfi', '-i', 'sine', '-f', 'null', '-'];

  test('an abort ends a conversion that would never end', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('the meeting has ended'));
    // Settles only when the process has ended.
    await expect(runFfmpeg(ffmpeg, endless, { signal: abort.signal, onProgress })).rejects.toThrow(
      'the meeting has ended',
    );
  });

  test('a signal that is already aborted starts nothing', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runFfmpeg('/nowhere/ffmpeg', [], { signal })).rejects.toThrow('too late');
  });

  test('an error of the progress listener ends the conversion', async () => {
    const onProgress = () => {
      throw new Error('the disk is full enough');
    };
    await expect(runFfmpeg(ffmpeg, endless, { onProgress })).rejects.toThrow('the disk is full enough');
  });

  test('progress is the position in the output', async () => {
    const seen: number[] = [];
    const args = ['-f', 'lavfi', '-i', 'sine=duration=2', '-f', 'null', '-'];
    await runFfmpeg(ffmpeg, args, { onProgress: ({ outTimeMs }) => seen.push(outTimeMs) });
    expect(seen.at(-1)).toBeCloseTo(2000, 0);
  });

  const sine = ['-f', 'lavfi', '-i', 'sine=duration=2', '-f', 's16le', 'pipe:1'];

  test('the output receives every byte', async () => {
    const path = join(temporaryFolder(), 'sine.pcm');
    const progress: number[] = [];
    await runFfmpeg(ffmpeg, sine, {
      output: createWriteStream(path),
      onProgress: ({ outBytes }) => progress.push(outBytes),
    });
    expect(statSync(path).size).toBe(2 * 44_100 * 2);
    expect(progress.at(-1)).toBeLessThanOrEqual(2 * 44_100 * 2);
  });

  test('an empty output is a failure, whatever the exit code is', async () => {
    const output = createWriteStream(join(temporaryFolder(), 'nothing.pcm'));
    const args = ['-f', 'lavfi', '-i', 'sine=duration=1', '-f', 'null', '-'];
    await expect(runFfmpeg(ffmpeg, args, { output })).rejects.toThrow(
      /exited without an error and without output/,
    );
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk ends it, and the error is ENOSPC', async () => {
    const output = createWriteStream('/dev/full');
    await expect(runFfmpeg(ffmpeg, ['-re', ...sine], { output })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(output.closed).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('does not outlive a process that is killed', async () => {
    const [folder, told] = [temporaryFolder(), join(temporaryFolder(), 'pid')];
    const wrapper = program('ffmpeg');
    writeFileSync(wrapper, `#!/bin/sh\necho $$ > ${told}\nexec ${ffmpeg} "$@"\n`);
    const script = fileURLToPath(new URL('endless-conversion.ts', import.meta.url));
    const args = [
      '--conditions=@rtms-mock/source',
      '--import',
      'tsx',
      script,
      wrapper,
      join(folder, 'a.pcm'),
    ];
    const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(owner.stdout, 'data');
    const pid = Number(readFileSync(told, 'utf8'));
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });

  test('an error contains the exit code and the output', async () => {
    const run = runFfmpeg(ffmpeg, ['-i', 'no-such-file.mp4']);
    await expect(run).rejects.toBeInstanceOf(FfmpegError);
    await expect(run).rejects.toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no-such-file.mp4'),
    });
  });

  test('lists the encoders that it was built with', async () => {
    const encoders = await (
      await createFfmpeg({ path: ffmpeg, environment: {} }).need('the test')
    ).encoders();
    expect(encoders.has('pcm_s16le')).toBe(true);
    expect(Array.from(encoders).some((name) => !/^\w/.test(name))).toBe(false);
  });
});
