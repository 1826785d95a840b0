import type { Dialect, DialectName, DialectOptions } from './dialect.js';
import { dialectString } from './string/index.js';
import { dialect2025 } from './y2025/index.js';
import { dialect2026 } from './y2026/index.js';

/** Creates the encoder and decoder of a generation. */
export function createDialect(name: DialectName, options: DialectOptions = {}): Dialect {
  switch (name) {
    case 'string':
      return dialectString(options);
    case '2025':
      return dialect2025(options);
    case '2026':
      return dialect2026(options);
  }
}
