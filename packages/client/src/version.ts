/** Version of this package. A release writes it: `scripts/write-version.mjs`. */
export const VERSION = '0.1.0';
