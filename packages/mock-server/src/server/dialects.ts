import { createDialect, type Dialect, type DialectName } from '@rtms-mock/protocol';
import type { ResolvedOptions } from './options.js';

/** Creates the dialects of all generations, with the server's options applied. */
export function createDialects(settings: ResolvedOptions): {
  readonly [D in DialectName]: Dialect;
} {
  const options = { mediaShape: settings.mediaShape, strict: settings.strict };
  return {
    string: createDialect('string', options),
    '2025': createDialect('2025', options),
    '2026': createDialect('2026', options),
  };
}
