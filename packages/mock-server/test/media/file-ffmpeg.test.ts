import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { FfmpegError, lastLines, runFfmpeg } from '../../src/media/codecs/ffmpeg-process.js';
import { createFfmpeg, type FfmpegProgram } from '../../src/media/codecs/ffmpeg.js';
import { temporaryFolder } from './file-support.js';

/** A file that could be a program. */
function program(name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

const notInstalled = (): Promise<unknown> => Promise.reject(new Error('Cannot find package'));

test('takes what the user named before anything else, an option before the environment', async () => {
  const [option, own, common] = [program('a'), program('b'), program('c')];
  const environment = { RTMS_MOCK_FFMPEG: own, FFMPEG_BIN: common };
  const importStatic = () => Promise.resolve({ default: program('static') });
  const found = (path?: string, env: Record<string, string> = environment) =>
    createFfmpeg({ path, environment: env, importStatic }).locate();
  expect(await found(option)).toMatchObject({ path: option, origin: 'option' });
  expect(await found()).toMatchObject({ path: own, origin: 'RTMS_MOCK_FFMPEG' });
  expect(await found(undefined, { FFMPEG_BIN: common })).toMatchObject({
    path: common,
    origin: 'FFMPEG_BIN',
  });
  expect(await found(undefined, {})).toMatchObject({ origin: 'ffmpeg-static' });
});

test('a named program that is not there is an error, whatever else there is', async () => {
  const environment = { PATH: join(program('ffmpeg'), '..'), RTMS_MOCK_FFMPEG: '/nowhere/ffmpeg' };
  const ffmpeg = createFfmpeg({ environment, importStatic: notInstalled });
  const outcome = {
    code: 'ffmpeg-missing',
    message: expect.stringMatching(/^\/nowhere\/ffmpeg, given in RTMS_MOCK_FFMPEG/),
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
  expect(await createFfmpeg({ environment, importStatic }).locate()).toMatchObject({ path, origin: 'PATH' });
});

test('looks once, and tells what was taken', async () => {
  const seen: FfmpegProgram[] = [];
  const path = program('ffmpeg');
  const ffmpeg = createFfmpeg({ path, environment: {}, onFound: (found) => seen.push(found) });
  const [a, b] = await Promise.all([ffmpeg.need('talk.mp4'), ffmpeg.locate()]);
  expect(seen).toEqual([a]);
  expect(b).toBe(a);
});

test('says why a program cannot be run', async () => {
  const path = program('not-a-program');
  chmodSync(path, 0o644);
  await expect(runFfmpeg(path, [])).rejects.toThrow(/not-a-program cannot be run: .*EACCES/);
});

test('keeps the last lines of what ffmpeg said, without addresses', () => {
  expect(lastLines('one\n\n[mp4 @ 0x55d58d9d8840] two\r\nthree\n', 2)).toBe('two | three');
});

describeWithTool('ffmpeg', 'running ffmpeg', (ffmpeg) => {
  const endless = ['-re', '-f', 'lavfi', '-i', 'sine', '-f', 'null', '-'];

  test('an abort ends a conversion that would go on for ever', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('the meeting has ended'));
    // Settles only when the process has ended.
    await expect(runFfmpeg(ffmpeg, endless, { signal: abort.signal, onProgress })).rejects.toThrow(
      'the meeting has ended',
    );
  });

  test('a signal that has aborted already starts nothing', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runFfmpeg('/nowhere/ffmpeg', [], { signal })).rejects.toThrow('too late');
  });

  test('what a listener for progress throws ends the conversion', async () => {
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

  test('an error carries the exit code and what was said', async () => {
    const run = runFfmpeg(ffmpeg, ['-i', 'no-such-file.mp4']);
    await expect(run).rejects.toBeInstanceOf(FfmpegError);
    await expect(run).rejects.toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no-such-file.mp4'),
    });
  });

  test('knows the encoders it was built with', async () => {
    const encoders = await (
      await createFfmpeg({ path: ffmpeg, environment: {} }).need('the test')
    ).encoders();
    expect(encoders.has('pcm_s16le')).toBe(true);
    expect(Array.from(encoders).some((name) => !/^\w/.test(name))).toBe(false);
  });
});
