/**
 * JSON as it stands on the wire, one interface for each message that differs from its form in `messages/`
 * or between the generations. The JSON Schemas are made from these.
 */
export type * from './media-params.js';
export type * from './numeric.js';
export type * from './string.js';
export type * from './webhooks.js';
export type * from './y2025.js';
export type * from './y2026.js';
