import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCorpus } from '../../fuzz/input/messages.js';
import { MUTATIONS } from '../../fuzz/input/mutate.js';
import { Random } from '../../fuzz/input/random.js';
import { Shrinker } from '../../fuzz/input/shrink.js';
import { encodeFrame, fragmented, FrameReader, Opcode } from '../../fuzz/net/ws-frames.js';
import { readDuration, readOptions, UsageError } from '../../fuzz/options.js';
import { WatchedProcess } from '../../fuzz/processes/watched-process.js';
import { abbreviated, failureText } from '../../fuzz/report.js';
import { lineThrough } from '../../fuzz/soak/regression.js';
import { addRound, newState, readState, writeState } from '../../fuzz/state.js';
import { API_SOCKETS, planApiEpisode } from '../../fuzz/targets/api-socket-plan.js';
import { problemOfMessage } from '../../fuzz/targets/message-check.js';
import { reasonOf } from '../../fuzz/targets/round.js';
import { planServerEpisode } from '../../fuzz/targets/server-episode.js';
import { signatureOf, SymptomWatch } from '../../fuzz/targets/symptoms.js';

const corpus = loadCorpus(1);
const meeting = { streamId: 'S', meetingUuid: 'M', generation: '2025', signature: 'sig' } as const;

function episode(seed: number, without: string[] = []) {
  const random = new Random(seed, 'server', 0, 0);
  const plan = planServerEpisode(random, { corpus, without: new Set(without), tls: false });
  return [...plan.frames(meeting)];
}

describe('episodes', () => {
  test('are the same for the same seed', () => {
    expect(episode(1)).toEqual(episode(1));
    expect(episode(1)).not.toEqual(episode(2));
  });

  test('contain every mutation, and none that is left out', () => {
    const seeds = Array.from({ length: 80 }, (_, seed) => seed);
    const mutationsIn = (without: string[]) => {
      const abouts = seeds.flatMap((seed) => episode(seed, without).map(({ about }) => about));
      return Object.keys(MUTATIONS).filter((name) =>
        abouts.some((about) => about.split(', ').some((part) => part.split(' ')[0] === name)),
      );
    };
    expect(mutationsIn([])).toEqual(Object.keys(MUTATIONS));
    expect(mutationsIn(['nesting', 'bytes'])).toEqual(
      Object.keys(MUTATIONS).filter((name) => name !== 'nesting' && name !== 'bytes'),
    );
  });
});

describe('episodes on the sockets of the API', () => {
  const plan = (seed: number) =>
    planApiEpisode(new Random(seed, 'api', 0, 0), { corpus, without: new Set<string>() });
  const plans = Array.from({ length: 300 }, (_, seed) => plan(seed));

  test('are the same for the same seed', () => {
    expect(plan(1)).toEqual(plan(1));
  });

  test('use every socket, and every kind of live frame', () => {
    expect(new Set(plans.map(({ socket }) => socket))).toEqual(new Set(Object.keys(API_SOCKETS)));
    const abouts = plans.flatMap(({ frames }) => frames.map(({ about }) => about));
    for (const kind of [1, 2, 3, 4, 5, 6, 7, 8, 9, 255]) {
      expect(abouts).toContainEqual(expect.stringContaining(`live frame of kind ${kind},`));
    }
  });
});

describe('frames', () => {
  function read(bytes: Buffer): string[] {
    const texts: string[] = [];
    const reader = new FrameReader({
      text: (payload) => texts.push(payload.toString()),
      ping: () => {},
      pong: () => {},
      close: (code) => texts.push(`close ${code}`),
    });
    for (const byte of bytes) reader.push(Buffer.from([byte]));
    return texts;
  }

  test.each([0, 125, 126, 65_535, 65_536])('of %i bytes are read as they were written', (length) => {
    const text = 'x'.repeat(length);
    expect(read(encodeFrame(Buffer.from(text), { opcode: Opcode.TEXT, masked: true }))).toEqual([text]);
  });

  test('in fragments begin with a text frame and end with a final one', () => {
    const bytes = fragmented(new Random(1), Buffer.from('a message in parts'), false);
    expect(bytes[0]).toBe(Opcode.TEXT);
    expect(read(bytes)[0]?.startsWith('a')).toBe(true);
  });
});

describe('the smallest message', () => {
  test('keeps only what makes the program fail', async () => {
    const fails = (text: string) => Promise.resolve(text.includes('"participants":[null'));
    const message = JSON.stringify({
      a: [1, 2, { b: 'long' }],
      event: { participants: [null, {}], user: 'x' },
    });
    expect(await new Shrinker(fails, 200).shrink(message)).toBe('{"event":{"participants":[null]}}');
  });

  test('has as few levels as still fail', async () => {
    const fails = (text: string) => Promise.resolve(text.split('[').length > 1000);
    const message = `{"a":${'['.repeat(9000)}${']'.repeat(9000)},"b":1}`;
    const smallest = await new Shrinker(fails).shrink(message);
    expect(smallest.split('[').length).toBeGreaterThan(1000);
    expect(smallest.split('[').length).toBeLessThan(1050);
    expect(abbreviated(smallest)).toMatch(/^\{"a":\[\(× \d+\)\]\(× \d+\)\}$/);
  });

  test('of a text that is no JSON is shorter', async () => {
    const fails = (text: string) => Promise.resolve(text.includes('#'));
    expect(await new Shrinker(fails).shrink('{"broken: #')).toBe('#');
  });
});

describe('the state of a run', () => {
  const result = {
    counts: { messages: 10, rejects: 2, closes: 1 },
    failures: [],
    memory: { beforeMb: 20, afterMb: 21, peakRssMb: 100 },
    logBytes: 5,
  };

  test('is resumed from its file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'fuzz-')), 'state.json');
    expect(readState(path)).toBeUndefined();
    const state = newState(7);
    addRound(state, 'client', 0, result);
    addRound(state, 'client', 1, result);
    writeState(path, state);
    expect(readState(path)).toEqual(state);
    expect(readState(path)).toMatchObject({ seed: 7, targets: { client: { nextRound: 2, messages: 20 } } });
  });
});

describe('arguments', () => {
  test('have defaults, and a fixed run for CI', () => {
    expect(readOptions([])).toMatchObject({ targets: ['server', 'http', 'api', 'client'], forMs: 60_000 });
    expect(readOptions(['--ci'])).toMatchObject({ seed: 1, isSingle: true });
    expect(readOptions(['--replay', 'http/2/30'])).toMatchObject({
      targets: ['http'],
      replay: { target: 'http', round: 2, episode: 30 },
    });
    expect(readDuration('1.5h')).toBe(5_400_000);
  });

  test.each([
    ['--for', '10'],
    ['--target', 'page'],
    ['--seed', 'x'],
    ['--replay', '3'],
    ['--without', 'x'],
    ['--x'],
  ])('%s %s is refused', (...args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});

const fragile = { file: 'test/repository/fixtures/fragile-program.mjs', heapMegabytes: 64 };

describe('a program under test', () => {
  test('reports its memory and answers calls', async () => {
    await using program = new WatchedProcess(fragile);
    expect(await program.caller<{ echo: (value: string) => string }>()('echo', 'hello')).toBe('hello');
    expect(await program.collectedMemory(10_000)).toMatchObject({ heapUsed: expect.any(Number) as number });
    await program.kill();
    expect(await program.usage(10_000)).toBe('exited');
  });

  test('that ends is a failure with the error, its stack and the command that repeats it', async () => {
    await using program = new WatchedProcess(fragile);
    const call = program.caller<{ crash: (value: string) => void }>();
    await expect(call('crash', 'x')).rejects.toThrow('the process ended');
    const evidence = reasonOf(await program.exited);
    expect(evidence).toMatch(/^exit code 1\nTypeError: cannot read "x"\n\s+at /);
    expect(signatureOf(evidence)).toMatch(/^TypeError: cannot read < /);
    const text = failureText(
      { kind: 'crash', target: 'client', place: '3/4', summary: 'the client ended', evidence, message: '{}' },
      9,
    );
    expect(text).toContain('pnpm fuzz --seed 9 --replay client/3/4');
    expect(text).toContain('smallest message, 2 characters: {}');
  });
});

describe('symptoms', () => {
  test.each([
    [
      '{"msg":"internal error: signaling s1 is closed: TypeError: x at read (a.js:1) at #run (b.js:2)"}\n',
      'exception: TypeError: x < read < #run',
    ],
    [
      'client | A message could not be handled: RangeError: too deep\n    at read (a.js:1)\n',
      'exception: RangeError: too deep < read',
    ],
    [`${'x'.repeat(5000)}\n`, 'log: a line of 5000 characters: xxx'],
    ['a forged\x1b[31m line\n', 'log: a line with control characters'],
    ['FUZZ callback onAudioData [null]\n', 'callback: onAudioData'],
    ['FUZZ error-type TypeError TypeError: x at join (a.js:1)\n', 'error-type: TypeError'],
  ])('are found in %j', async (output, signature) => {
    await using program = new WatchedProcess(fragile);
    const watch = new SymptomWatch(program);
    const call = program.caller<{ print: (text: string) => void }>();
    await call('print', 'an ordinary line\n');
    expect(watch.isSick).toBe(false);
    await call('print', output);
    await expect.poll(() => watch.isSick).toBe(true);
    expect(watch.all.map((symptom) => symptom.signature.slice(0, signature.length))).toEqual([signature]);
  });

  test.each([
    ['{"msg_type":12,"timestamp":1}', undefined],
    ['{"msg_type":"KEEP_ALIVE_REQ"}', undefined],
    ['{"msg_type":14,"content":{}', undefined],
    ['{"msg_type":12', 'a message that is no JSON'],
    ['{"msg_type":99}', 'a message with msg_type 99'],
    [`{"msg_type":12,"x":"${'x'.repeat(9000)}"}`, 'a message of 9022 characters'],
  ])('are problems of messages: %.40s', (text, problem) => {
    expect(problemOfMessage(Buffer.from(text))).toBe(problem);
  });
});

test('the slope of memory is that of the line through all samples', () => {
  const samples = [0, 1, 2, 3].map((hour) => ({ atMs: hour * 3_600_000, value: 100 + hour * 2 }));
  const { perHour, change } = lineThrough(samples);
  expect(perHour).toBeCloseTo(2);
  expect(change).toBeCloseTo(6);
  expect(lineThrough([])).toEqual({ perHour: 0, change: 0 });
});
