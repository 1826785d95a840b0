import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CassetteReport } from '../../src/cassette/report/cassette-report.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { run } from './fake-surroundings.js';

const CASSETTES = fileURLToPath(new URL('../../../../examples/cassettes/', import.meta.url));
const TALK = join(CASSETTES, 'audio-and-transcript.rtms.jsonl');
const BROKEN = join(CASSETTES, 'interrupted.rtms.jsonl');

async function inspected(...args: readonly string[]) {
  using folder = temporaryFolder();
  const { exitCode, stdout, stderr } = run(['inspect', ...args], { folder: folder.path });
  return { exitCode: await exitCode, stdout: stdout.text, stderr: stderr.text };
}

async function reportOf(path: string): Promise<CassetteReport> {
  const { stdout } = await inspected(path, '--json');
  return JSON.parse(stdout) as CassetteReport;
}

describe('inspect', () => {
  test('shows who, when and how much as tables', async () => {
    const { exitCode, stdout } = await inspected(TALK);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('6.140 s, generation 2025');
    expect(stdout).toMatch(/Who\n.*id {2}name/);
    expect(stdout).toMatch(/16778240 {2}Ana Ruiz/);
    expect(stdout).toMatch(/audio +301 +48\.2 kB +50\.0/);
    expect(stdout).toMatch(/s1 +signaling .* 1000 +the service/);
    expect(stdout).toMatch(/meeting\.rtms_stopped +6\.140 s +200/);
  });

  test('finds gaps, breaks and lateness', async () => {
    const [stream] = (await reportOf(BROKEN)).streams;
    const audio = stream?.media.find(({ type }) => type === 'audio');
    expect(audio).toMatchObject({ gapCount: 1, gaps: [{ atMs: 1140, lengthMs: 500 }] });
    // What was due during the break came in a burst: late, and then punctual again.
    expect(audio?.lateness).toEqual({ p50: 0, p99: expect.toSatisfy((ms: number) => ms >= 400), max: 480 });
    expect(stream?.connections.map(({ id, closed }) => [id, closed?.code, closed?.by])).toEqual([
      ['s1', 1006, 'loss'],
      ['m1', 1011, 'the service'],
      ['m2', undefined, undefined],
    ]);
  });

  test('judges the recorded app', async () => {
    expect((await inspected(BROKEN, '--verdicts')).stdout).toMatch(/^Stream .*: no verdict/);
    expect((await inspected(TALK, '--verdicts')).stdout).toMatch(
      /1 verdict\n\n {2}error {2}media-type-mask\n.*\n.*today refuses media_type 9 with 14/,
    );
  });

  test('finds the mistakes of a recorded app, though a recording has no journal', async () => {
    using folder = temporaryFolder();
    const ready = readFileSync(TALK, 'utf8').replaceAll(/^.*"msg_type":7.*\n/gm, '');
    const silent = ready.replaceAll(/^.*"msg_type":17.*\n/gm, '').replaceAll(/^.*"msg_type":14.*\n/gm, '');
    writeFileSync(join(folder.path, 'silent.rtms.jsonl'), silent);
    const { exitCode, stdout } = run(['inspect', 'silent.rtms.jsonl', '--verdicts', '--json'], {
      folder: folder.path,
    });
    expect(await exitCode).toBe(0);
    const { streams } = JSON.parse(stdout.text) as { streams: { verdicts: { rule: string }[] }[] };
    expect(streams[0]?.verdicts.map(({ rule }) => rule)).toContain('ready-ack-missing');
  });

  test('judges one cassette at a time', async () => {
    const { exitCode, stderr } = await inspected(TALK, BROKEN, '--verdicts');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('name one file');
  });

  test('draws a plot', async () => {
    using folder = temporaryFolder();
    const { exitCode } = run(['inspect', TALK, '--plot', 'talk.svg'], { folder: folder.path });
    expect(await exitCode).toBe(0);
    const svg = readFileSync(join(folder.path, 'talk.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toMatch(/>audio<.*>transcript</s);
    expect(svg.trimEnd()).toMatch(/<\/svg>$/);
  });

  test('compares two cassettes: the same apart from ids and times', async () => {
    using folder = temporaryFolder();
    const moved = readFileSync(TALK, 'utf8')
      .replaceAll('55E74E91-97AA-2F0D-4F42-0742D7C7F2D6', '00000000-97AA-2F0D-4F42-0742D7C7F2D6')
      .replaceAll(/"timestamp":17672256/g, '"timestamp":17672299');
    writeFileSync(folder.file('moved.rtms.jsonl'), moved);
    const { exitCode, stdout } = await inspected(TALK, '--diff', folder.file('moved.rtms.jsonl'));
    expect(stdout).toContain('The same, apart from ids and times.');
    expect(exitCode).toBe(0);
  });

  test('compares two cassettes that differ, and exits with 1', async () => {
    const { exitCode, stdout } = await inspected(TALK, BROKEN);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/transcript messages +1 +0 +≠/);
    expect(stdout).toContain('The courses part at 2: A has webhook meeting.rtms_stopped');
    expect(stdout).toContain('They differ.');
  });

  test.each([
    ['no cassette', ['README.md'], /^rtms-mock: cassette \/.*README\.md does not exist; check the path/],
    ['three', [TALK, TALK, '--diff', TALK], /^rtms-mock: inspect compares two cassettes/],
    [
      'a folder that is missing',
      [TALK, '--plot', 'none/a.svg'],
      /^rtms-mock: --plot: .*a folder that does not exist/,
    ],
  ])('refuses %s in one sentence, with exit code 2', async (_, args, message) => {
    const { exitCode, stderr } = await inspected(...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});
