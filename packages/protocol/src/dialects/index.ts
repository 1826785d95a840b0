import type { Generation } from '../checks/violation.js';
import type { Dialect, DialectOptions } from './dialect.js';
import { dialect2025 } from './y2025/index.js';
import { dialect2026 } from './y2026/index.js';

/** The dialect of a numeric generation. */
export function createDialect(name: Generation, options: DialectOptions = {}): Dialect {
  switch (name) {
    case '2025':
      return dialect2025(options);
    case '2026':
      return dialect2026(options);
  }
}
