import type { Metadata } from './metadata.js';

/** Outcome of a join: 0 is success, else a status of the server or one of the `RTMS_SDK_*` numbers. */
export type JoinConfirmCallback = (reason: number) => void;

/** Why the stream was left: a `StopReason`; 0 after `leave()`. */
export type LeaveCallback = (reason: number) => void;

/** One user's permission to stream. */
export interface SessionInfo {
  sessionId: string;
  streamId: string;
  /** Id of the meeting, webinar, session, engagement or call. */
  meetingId: string;
  /** Unix **seconds**: when the session started, or was first heard of. */
  statTime: number;
  /** `SESS_STATUS_ACTIVE`, `SESS_STATUS_PAUSED`, or 0 once it has stopped. */
  status: number;
  isActive: boolean;
  isPaused: boolean;
}

/** `op` is one of `SESSION_EVENT_*`. */
export type SessionUpdateCallback = (op: number, sessionInfo: SessionInfo) => void;

/** Somebody in the meeting, as `onUserUpdate` names them. */
export interface ParticipantInfo {
  id: number;
  name: string;
}

/** `op` is `USER_JOIN` or `USER_LEAVE`. */
export type UserUpdateCallback = (op: number, participant: ParticipantInfo) => void;

/** Somebody in the meeting, as `onParticipantEvent` names them. */
export interface EventParticipantInfo {
  userId: number;
  /** Known from the time of joining also when they leave. */
  userName?: string;
}

/** `timestamp` in Unix milliseconds. */
export type ParticipantEventCallback = (
  event: 'join' | 'leave',
  timestamp: number,
  participants: EventParticipantInfo[],
) => void;

export type ActiveSpeakerEventCallback = (timestamp: number, userId: number, userName: string) => void;

/** The user is named on `start` only. */
export type SharingEventCallback = (
  event: 'start' | 'stop',
  timestamp: number,
  userId?: number,
  userName?: string,
) => void;

export type MediaConnectionInterruptedCallback = (timestamp: number) => void;

/** One event as JSON text, its fields at the top level. */
export type EventExCallback = (eventData: string) => void;

export type ParticipantVideoCallback = (users: number[], isOn: boolean) => void;

/** Answer to `subscribeVideo`: status 0 and an empty text on success. */
export type VideoSubscribedCallback = (userId: number, status: number, error: string) => void;

/** Media: `size` in bytes, `timestamp` in Unix milliseconds. */
export type MediaDataCallback = (buffer: Buffer, size: number, timestamp: number, metadata: Metadata) => void;
export type AudioDataCallback = MediaDataCallback;
export type VideoDataCallback = MediaDataCallback;
export type DeskshareDataCallback = MediaDataCallback;
export type TranscriptDataCallback = MediaDataCallback;

/** The form of the SDK's README, without `size`. Chosen by a function that declares exactly three parameters. */
export type ShortMediaDataCallback = (buffer: Buffer, timestamp: number, metadata: Metadata) => void;

/** Every callback a client can have. */
export interface Callbacks {
  onJoinConfirm: JoinConfirmCallback;
  onLeave: LeaveCallback;
  onSessionUpdate: SessionUpdateCallback;
  onUserUpdate: UserUpdateCallback;
  onParticipantEvent: ParticipantEventCallback;
  onActiveSpeakerEvent: ActiveSpeakerEventCallback;
  onSharingEvent: SharingEventCallback;
  onMediaConnectionInterrupted: MediaConnectionInterruptedCallback;
  onEventEx: EventExCallback;
  onParticipantVideo: ParticipantVideoCallback;
  onVideoSubscribed: VideoSubscribedCallback;
  onAudioData: MediaDataCallback;
  onVideoData: MediaDataCallback;
  onDeskshareData: MediaDataCallback;
  onTranscriptData: MediaDataCallback;
}

/**
 * What breaks and comes back (PROTOCOL.md §14.2). The SDK has no callbacks for it: only `client.events`
 * tells.
 */
export interface ConnectionNews {
  interrupted: (news: Interruption) => void;
  reconnecting: (news: ReconnectAttempt) => void;
  reconnected: (news: Recovery) => void;
}

/** A connection broke. */
export interface Interruption {
  /** `signaling` takes all media with it; `media` is one media socket or several. */
  part: 'signaling' | 'media';
  /** What was seen, for a log line. */
  problem: string;
}

/** Connecting is tried again. */
export interface ReconnectAttempt {
  part: 'signaling' | 'media';
  /** Counts from 1. */
  attempt: number;
  /** Milliseconds until it is tried. */
  delayMs: number;
}

/** Everything is open again. */
export interface Recovery {
  part: 'signaling' | 'media';
  /** Milliseconds since it broke. What was said meanwhile may come now, with its own timestamps. */
  afterMs: number;
}

/** All that a client tells, under one roof. */
export type Tellings = Callbacks & ConnectionNews;

/** The callbacks for media. */
export type MediaDataCallbackName = 'onAudioData' | 'onVideoData' | 'onDeskshareData' | 'onTranscriptData';
