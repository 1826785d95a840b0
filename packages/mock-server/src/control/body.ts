import type { Request } from 'express';
import type { Logger } from '../log.js';
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

/** Part of a response that reports fields of the request. */
export interface Reported {
  /** Fields that were ignored, one sentence each; absent if there are none. */
  readonly warnings?: readonly string[];
}

/**
 * Reads the JSON body of a request as {@link readBody} does. Unknown fields are logged, and reported in the response by
 * `reported`.
 *
 * @throws {OptionError} for the first field that is wrong
 */
export function readReported<F extends Fields>(
  fields: F,
  request: Pick<Request, 'method' | 'path' | 'body'>,
  logger: Logger,
): { readonly values: Values<F>; readonly reported: Reported } {
  const values = readBody(fields, request.body);
  const warnings = ignoredKeys(request.body, Object.keys(fields));
  reportIgnored(warnings, request, logger);
  return { values, reported: warnings.length > 0 ? { warnings } : {} };
}

/** Logs sentences about ignored fields of a request. */
export function reportIgnored(
  warnings: readonly string[],
  { method, path }: Pick<Request, 'method' | 'path'>,
  logger: Logger,
): void {
  for (const warning of warnings) logger.log('warn', `${method} ${path}: ${warning}`);
}

/** One sentence for each key of an object that was ignored because it is not known. `path`: that of the object. */
export function ignoredKeys(data: unknown, known: readonly string[], path: Path = []): string[] {
  const sentences = unknownKeys(data, known).map(({ key, guess }) => {
    const problem = `"${pathName([...path, key])}" is not a known field and was ignored`;
    return guess === undefined ? `${problem}.` : `${problem}; did you mean "${guess}"?`;
  });
  return [...firstOf(sentences)];
}
