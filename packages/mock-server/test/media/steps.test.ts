import { expect, test } from 'vitest';
import {
  builtInConversation,
  createBuiltInMedia,
} from '../../src/media/sources/built-in/built-in-conversation.js';
import { runInSlices, runSteps, type Steps } from '../../src/media/tracks/steps.js';

function* counted(count: number, seen: string[], name: string): Steps<number> {
  for (let step = 1; step <= count; step += 1) {
    seen.push(`${name}${step}`);
    yield;
  }
  return count;
}

test('steps are done at once, and yield their result', () => {
  const seen: string[] = [];
  expect(runSteps(counted(3, seen, 'a'))).toBe(3);
  expect(seen).toEqual(['a1', 'a2', 'a3']);
});

test('nothing is done before the event loop has run, and an error of a step is the result', async () => {
  const seen: string[] = [];
  const running = runInSlices(counted(2, seen, 'a'));
  expect(seen).toEqual([]);
  await expect(running).resolves.toBe(2);
  const failing = function* (): Steps {
    yield;
    throw new Error('a step failed');
  };
  await expect(runInSlices(failing())).rejects.toThrow('a step failed');
});

test('different work takes turns', async () => {
  const seen: string[] = [];
  const first = async (): Promise<void> => {
    await runInSlices(counted(1, seen, 'a'));
    seen.push('a is done');
  };
  const running = first();
  await runInSlices(counted(1, seen, 'b'));
  await running;
  expect(seen).toEqual(['a1', 'a is done', 'b1']);
});

test.each(['JPG', 'PNG', 'H264'] as const)(
  'a %s track that is warmed up has the same frames',
  async (codec) => {
    const format = { codec, width: 64, height: 64, fps: 5 };
    const track = async () => {
      const source = builtInConversation({ media: createBuiltInMedia() });
      return [await source.video(0, format), await source.share(format)] as const;
    };
    const [plain, warm] = [await track(), await track()];
    for (const each of warm) await each?.warmUp?.(1);
    const framesOf = (tracks: typeof plain) =>
      tracks.flatMap((each) =>
        [3, 4, 0, 120, 121].map((index) => each?.chunkAt(index)?.data.toString('hex')),
      );
    expect(framesOf(warm)).toEqual(framesOf(plain));
    expect(framesOf(plain)[0]).toMatch(/^[0-9a-f]+$/);
  },
);
