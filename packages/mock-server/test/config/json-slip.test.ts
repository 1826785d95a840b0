import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUserDocument } from '../../src/input/document.js';
import { jsonSlip, meansJson } from '../../src/input/json-slip.js';
import { parseScenario } from '../../src/scenarios/parse.js';

test.each([
  ['{"a": 1', 7, 'the file ends before the } of the object that begins in line 1'],
  ['{\n"a": [1,\n', 11, 'the file ends before the ] of the array that begins in line 2'],
  ['{"a": 1 "b": 2}', 8, 'a comma or } is missing'],
  ['[1 2]', 3, 'a comma or ] is missing'],
  ['{"a" 1}', 5, 'a colon is missing after the name'],
  ['{a: 1}', 1, 'a name in quotes or } is missing'],
  ['{"a": }', 6, 'a value is missing'],
  ['{"a": b}', 6, 'a string without quotes'],
  ["{'a': 1}", 1, 'a name in quotes or } is missing'],
  ['{"a": "b\n}', 6, 'a string has no closing quote'],
  ['{"a": "C:\\x"}', 6, 'a string has a backslash before a character that needs none; write \\\\'],
  ['{"a": 1}}', 8, 'something follows the end'],
  ['{"a": 1]', 7, 'a comma or } is missing'],
  ['[,]', 1, 'a value is missing'],
  ['[1 2] # two', 3, 'a comma or ] is missing'],
  ['# one\n[1 # two\n 2]', 16, 'a comma or ] is missing'],
  ['', 0, 'the file is empty'],
])('%j has a slip at %i', (text, offset, message) => {
  expect(jsonSlip(text)).toEqual({ offset, message });
});

test('correct JSON has no mistake, with comments and trailing commas too', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(4), (text, indent) => {
      expect(jsonSlip(JSON.stringify(JSON.parse(text), undefined, indent))).toBeUndefined();
    }),
  );
  expect(jsonSlip('\uFEFF# mine\n{"a": [1, -2.5e3, null,], # here\n "b": {},}\n')).toBeUndefined();
});

test('the search ends for any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.json(), (noise, text) => {
      const slip = jsonSlip(text.slice(0, 7) + noise + text.slice(7));
      expect(slip === undefined || slip.offset >= 0).toBe(true);
    }),
  );
});

test.each(['keys.json', 'keys'])('messages about files use these words: %s', (path) => {
  const text = '{\n  "auth_credentials": [\n    {"client_id": "a",\n  ]\n}\n';
  expect(() => parseUserDocument(text, path, 'credentials file')).toThrow(
    `credentials file ${path}, line 4, column 3: a name in quotes or } is missing; correct the file`,
  );
});

test.each([
  ['{"a": 1', true],
  [' [\n{', true],
  ['{', true],
  ['{a: 1', false],
  ['a: {}', false],
])('%j means to be JSON: %j', (text, means) => {
  expect(meansJson(text)).toBe(means);
});

test('messages about scenarios use them too', () => {
  expect(parseScenario('{"timeline": [{"do": "pause"]}')).toEqual({
    ok: false,
    problems: [{ line: 1, column: 29, message: 'a comma or } is missing' }],
  });
});
