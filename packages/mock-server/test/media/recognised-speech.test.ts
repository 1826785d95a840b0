import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeWithTool } from '../../../../test/support/require-tool.js';
import { readManifest } from '../../src/media/sources/built-in/conversation-assets.js';

/** Max share of wrong words. Speech that people understand was measured at 13 %, robotic speech at 82 %. */
const MAX_WORD_ERRORS = 0.25;
/** Loading the language model takes seconds on a busy machine. */
const TIMEOUT_MS = 240_000;

const speech = fileURLToPath(new URL('../../assets/speech/', import.meta.url));
const script = fileURLToPath(new URL('../support/recognise.py', import.meta.url));

describeWithTool('pocketsphinx', 'built-in speech', (python) => {
  test(
    'a recogniser understands at least three of four words',
    async () => {
      const { utterances } = readManifest();
      const files = utterances.map(({ file }) => path.join(speech, file));
      const { stdout } = await promisify(execFile)(python, [script, ...files]);
      const recognised = stdout.trimEnd().split('\n');

      expect(recognised).toHaveLength(utterances.length);
      const spokenWords = utterances.map(({ text }) => words(text));
      const errors = spokenWords.reduce(
        (sum, spoken, i) => sum + wordErrors(spoken, words(recognised[i] ?? '')),
        0,
      );
      expect(errors / spokenWords.flat().length).toBeLessThan(MAX_WORD_ERRORS);
    },
    TIMEOUT_MS,
  );
});

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z']+/g) ?? [];
}

/** Min number of words to insert, delete or replace. */
function wordErrors(spoken: readonly string[], recognised: readonly string[]): number {
  let row = Array.from({ length: recognised.length + 1 }, (_, i) => i);
  for (const [i, word] of spoken.entries()) {
    const next = [i + 1];
    for (const [j, other] of recognised.entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
