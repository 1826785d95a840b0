/**
 * JSON as it is written on the wire: one interface for each message that differs from its decoded form in
 * `messages/` or between the generations. The JSON Schemas are generated from these interfaces.
 */
export type * from './media-params.js';
export type * from './numeric.js';
export type * from './other-webhooks.js';
export type * from './string.js';
export type * from './webhooks.js';
export type * from './y2025.js';
export type * from './y2026.js';
