import { readObject, unknownKeys, type Fields, type Values } from '../input/object.js';
import { valueOf } from '../input/option-error.js';
import { firstOf, pathName, type Path } from '../input/reading.js';

/**
 * Reads the JSON body of a request. No body counts as an empty object; unknown fields are ignored.
 *
 * @throws {OptionError} for the first field that is wrong
 */
export function readBody<F extends Fields>(fields: F, body: unknown): Values<F> {
  return valueOf(readObject(fields, body === undefined ? {} : body, { unknown: 'ignore' }), 'The body');
}

/** One sentence for each key of an object that was ignored because it is not known. `path`: that of the object. */
export function ignoredKeys(data: unknown, known: readonly string[], path: Path = []): string[] {
  const sentences = unknownKeys(data, known).map(({ key, guess }) => {
    const problem = `"${pathName([...path, key])}" is not a known field and was ignored`;
    return guess === undefined ? `${problem}.` : `${problem}; did you mean "${guess}"?`;
  });
  return [...firstOf(sentences)];
}
