/**
 * A stand-in for `@zoom/rtms`: the same names, by `import` and by `require(…).default`.
 * @see https://www.npmjs.com/package/@zoom/rtms
 */
import { Client } from './client.js';
import * as constants from './constants.js';
import { configureLogger, LogFormat, LogLevel } from './logger.js';
import { isInitialized } from './sdk-state.js';
import { generateSignature } from './signature.js';
import { singleton } from './singleton.js';
import { StopReason } from './stop-reason.js';
import { TranscriptParams } from './transcript-params.js';
import { onWebhookEvent } from './webhook-server.js';
import { createWebhookHandler } from './webhook.js';

// What the SDK's default export holds, beside the forms for programs with one stream
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

// The same by name
export * from './constants.js';
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
} from './callbacks.js';
export { RtmsError, type RtmsErrorCode } from './errors.js';
export type { ClientEventMap, ClientEvents } from './events.js';
export type { FrameStream, StreamOptions } from './frame-stream.js';
export type { MediaFrame, TranscriptLine } from './frames.js';
export type { JoinParams } from './join-params.js';
export type { LoggerConfig } from './logger.js';
export type { AiInterpreter, AiTargetLanguage, Metadata } from './metadata.js';
export type { AudioParams, DeskshareParams, VideoParams } from './params.js';
export type { ClientOptions } from './settings.js';
export type { SignatureParams } from './signature.js';
export type {
  RawWebhookCallback,
  WebhookBody,
  WebhookCallback,
  WebhookHandler,
  WebhookHandlerOptions,
} from './webhook.js';
