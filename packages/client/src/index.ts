/**
 * A replacement for `@zoom/rtms` with the same names, for `import` and for `require(…).default`.
 * @see https://www.npmjs.com/package/@zoom/rtms
 */
import { Client } from './sdk/client.js';
import * as constants from './vocabulary/constants.js';
import { configureLogger, LogFormat, LogLevel } from './logger.js';
import { isInitialized } from './sdk/sdk-state.js';
import { generateSignature } from './sdk/signature.js';
import { singleton } from './sdk/singleton.js';
import { StopReason } from './vocabulary/stop-reason.js';
import { TranscriptParams } from './sdk/transcript-params.js';
import { onWebhookEvent } from './webhook/webhook-server.js';
import { createWebhookHandler } from './webhook/webhook.js';

// The members of the SDK's default export
const rtms = {
  Client,
  onWebhookEvent,
  createWebhookHandler,
  generateSignature,
  isInitialized,
  configureLogger,
  LogLevel,
  LogFormat,
  StopReason,
  TranscriptParams,
  ...constants,
  ...singleton,
} as const;

export default rtms;

// The same as named exports
export * from './vocabulary/constants.js';
export {
  Client,
  configureLogger,
  createWebhookHandler,
  generateSignature,
  isInitialized,
  LogFormat,
  LogLevel,
  onWebhookEvent,
  StopReason,
  TranscriptParams,
};

// Types
export type {
  ActiveSpeakerEventCallback,
  AudioDataCallback,
  ChatMessage,
  DeskshareDataCallback,
  EventExCallback,
  EventParticipantInfo,
  Interruption,
  JoinConfirmCallback,
  LeaveCallback,
  MediaConnectionInterruptedCallback,
  MediaDataCallback,
  ParticipantEventCallback,
  ParticipantInfo,
  ParticipantVideoCallback,
  ReconnectAttempt,
  Recovery,
  SessionInfo,
  SessionUpdateCallback,
  SharingEventCallback,
  ShortMediaDataCallback,
  TranscriptDataCallback,
  UserUpdateCallback,
  VideoDataCallback,
  VideoSubscribedCallback,
} from './vocabulary/callbacks.js';
export { RtmsError, type RtmsErrorCode } from './errors.js';
export type { ClientEventMap, ClientEvents } from './streams/events.js';
export type { FrameStream, StreamOptions } from './streams/frame-stream.js';
export type { MediaFrame, TranscriptLine } from './streams/frames.js';
export type { JoinParams } from './sdk/join-params.js';
export type { LoggerConfig } from './logger.js';
export type { AiInterpreter, AiTargetLanguage, Metadata } from './vocabulary/metadata.js';
export type { AudioParams, DeskshareParams, VideoParams } from './sdk/params.js';
export type { MediaStatistics } from './sdk/media-statistics.js';
export type { ClientOptions } from './sdk/settings.js';
export type { SignatureParams } from './sdk/signature.js';
export type {
  RawWebhookCallback,
  WebhookBody,
  WebhookCallback,
  WebhookHandler,
  WebhookHandlerOptions,
} from './webhook/webhook.js';
