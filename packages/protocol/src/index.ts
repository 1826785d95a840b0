// Constants: each is an object, and a type of the same name
export * from './event-type.js';
export * from './language.js';
export * from './media.js';
export * from './message-type.js';
export * from './session.js';
export * from './status.js';
export * from './stop-reason.js';

// Language tags and names
export { transcriptLanguageOf } from './language-tag.js';

// Messages in decoded form, the same in all generations
export { ENTITY_ID_KEYS, entityIdOf, type EntityIds } from './messages/ids.js';
export type * from './messages/index.js';
export {
  isFromClient,
  isFromServer,
  MESSAGES_BY_SOCKET,
  type SocketKind,
  type StringSignalingFromClient,
} from './messages/by-socket.js';

// Dialects: encoder and decoder of each generation
export type { DecodeResult, Dialect, DialectName, DialectOptions, MediaShape } from './dialects/dialect.js';
export { detectDialect } from './dialects/detect.js';
export { createDialect } from './dialects/index.js';
export { parseFrame, type ParsedFrame } from './dialects/parse.js';

// Fast paths for media messages with large payloads
export {
  createMediaFrameWriterFactory,
  createMediaFrameWriter,
  type MediaFrameHeader,
  type MediaFrameWriter,
  type MediaFrameWriterFactory,
} from './dialects/media-frame-writer.js';
export { readMediaFrame, type MediaFrameMessage } from './dialects/media-frame-reader.js';

// Media parameters: types, defaults, negotiation
export * from './media-params/media-params.js';
export { mediaTypesOf, negotiateMediaParams, type NegotiationResult } from './media-params/negotiate.js';
export type { NegotiationOptions } from './media-params/negotiation-options.js';

// Check of messages from servers
export { checkServerMessage, type FieldProblem } from './checks/server-messages.js';

// Checks of requests, and the status of each mistake
export {
  checkEventEntry,
  checkMediaType,
  checkMediaTypeMask,
  checkSignaturePresent,
} from './checks/fields.js';
export { checkTransport, type TransportFields } from './checks/transport.js';
export { isNestedDeeper, MAX_NESTING } from './checks/nesting.js';
export { FIXED_REASONS, fixedReason } from './checks/reasons.js';
export {
  statusOfViolation,
  VIOLATIONS,
  type MessageIds,
  type MessageProblem,
  type Violation,
} from './checks/violation.js';
export type { NumericGeneration } from './generation.js';

// Webhooks: create and read bodies; signatures are in @rtms-mock/protocol/signature
export * from './webhooks/bodies.js';
export * from './webhooks/meeting-bodies.js';
export * from './webhooks/other-bodies.js';
export * from './webhooks/product.js';
export * from './webhooks/receive.js';
export * from './webhooks/string-bodies.js';

// Interfaces to time and sockets
export { stringToMessageBytes, messageBytesToString } from './message-bytes.js';
export type { Cancel, Clock, ClockWait, Framing, MessageBytes, Socket } from './ports.js';

// Exhaustive switches over the unions above
export { assertNever } from './assert-never.js';
