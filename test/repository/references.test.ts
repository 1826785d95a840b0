import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SELF = 'test/repository/references.test.ts';

/** Numbers of the headings of docs/PROTOCOL.md: `9`, `9.2`. */
const sections = new Set(
  [...readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8').matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(
    ([, number = '']) => number,
  ),
);

/** Public standards: `H.264 §7.3.2`, `RFC 6455 §5.2`. */
const STANDARD = String.raw`(?:H\.264|T\.81|RFC \d+)`;

/** A reference, or several after one name: `PROTOCOL.md §9.2`, `§14.2, §14.4`, `§9.1 to §9.12`. */
const MORE = String.raw`(?:(?:, | and | to )§\d+(?:\.\d+)*)*`;
const PROTOCOL = new RegExp(String.raw`PROTOCOL\.md (§\d+(?:\.\d+)*${MORE})`, 'g');
const STANDARDS = new RegExp(String.raw`${STANDARD} §[A-Z\d.]+${MORE}`, 'g');

interface Findings {
  /** `PROTOCOL.md §…`: the section numbers. */
  readonly numbers: readonly string[];
  /** Section signs of other references, with the characters around them. */
  readonly strays: readonly string[];
}

function findingsIn(text: string): Findings {
  // A reference may continue on the next line of a comment.
  const flat = text.replaceAll(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ');
  const numbers = [...flat.matchAll(PROTOCOL)].flatMap(([, list = '']) => list.match(/\d+(?:\.\d+)*/g) ?? []);
  const rest = flat.replaceAll(PROTOCOL, '').replaceAll(STANDARDS, '');
  return { numbers, strays: [...rest.matchAll(/.{0,30}§.{0,20}/g)].map(([around]) => around) };
}

/** Text files under version control. The font of the test card has a glyph for the section sign. */
function trackedTexts(): readonly { readonly path: string; readonly text: string }[] {
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return (
    paths
      // Not files whose removal is not committed yet.
      .filter((path) => path !== '' && existsSync(join(ROOT, path)))
      .filter((path) => path !== SELF && path !== 'packages/mock-server/assets/glyphs.json')
      .filter((path) => /\.(?:ts|mts|cts|js|mjs|cjs|json|jsonl|md|yaml|yml|sh|py|html|css)$/.test(path))
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
  );
}

describe('references to the protocol', () => {
  test('name numbered sections of docs/PROTOCOL.md', () => {
    const found = trackedTexts().flatMap(({ path, text }) =>
      findingsIn(text).numbers.map((number) => ({ path, number })),
    );
    const wrong = found.filter(({ number }) => !sections.has(number));
    expect(sections.size).toBeGreaterThan(100);
    expect(found.length).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  test('have no other form, except those to public standards', () => {
    const strays = trackedTexts().flatMap(({ path, text }) =>
      findingsIn(text).strays.map((around) => `${path}: ${around}`),
    );
    expect(strays).toEqual([]);
  });

  test.each([
    ['// As PROTOCOL.md §9.2 has it.', ['9.2'], 0],
    ['/** (PROTOCOL.md §14.2, §14.4 and §15). */', ['14.2', '14.4', '15'], 0],
    [' * media (PROTOCOL.md\n *   §18.7 to §18.19)', ['18.7', '18.19'], 0],
    ['/** Slices (H.264 §8.3.3 and §8.3.4), PROTOCOL.md §99.1 */', ['99.1'], 0],
    ['/** RFC 5280 §4.1. */', [], 0],
    ['/** Rules of P\u00A715. */', [], 1],
    ['// design \u00A74, clients \u00A71', [], 1],
    ['// see §9.2', [], 1],
  ])('are found in %j', (text, numbers, strays) => {
    const found = findingsIn(text);
    expect(found.numbers).toEqual(numbers);
    expect(found.strays).toHaveLength(strays);
  });
});
