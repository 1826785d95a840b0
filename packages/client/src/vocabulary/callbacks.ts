/** The callbacks of a client, with the SDK's names, and the events of its connections. */
import type { Metadata } from './metadata.js';

/**
 * Receives the outcome of a join.
 *
 * `reason`: 0 on success; otherwise the status that the server sent, or an `RTMS_SDK_*` constant.
 */
export type JoinConfirmCallback = (reason: number) => void;

/** Receives the reason why the stream was left: a `StopReason`; 0 after `leave()`. */
export type LeaveCallback = (reason: number) => void;

/** A session: the permission of one user to stream. */
export interface SessionInfo {
  /** `rtms_session_id`. */
  sessionId: string;
  /** `rtms_stream_id`. */
  streamId: string;
  /** Id of the meeting, webinar, session, engagement or call. */
  meetingId: string;
  /** Start of the session, or its first update, in Unix **seconds**. */
  statTime: number;
  /** `SESS_STATUS_ACTIVE`, `SESS_STATUS_PAUSED`, or -1 after the session has stopped. */
  status: number;
  /** True after `SESSION_EVENT_ADD` and `SESSION_EVENT_RESUME`. */
  isActive: boolean;
  /** True after `SESSION_EVENT_PAUSE`. */
  isPaused: boolean;
}

/** Receives the changes of a session. `op`: one of `SESSION_EVENT_*`. */
export type SessionUpdateCallback = (op: number, sessionInfo: SessionInfo) => void;

/** A participant, as `onUserUpdate` describes them. */
export interface ParticipantInfo {
  /** User id. */
  id: number;
  /** Display name; empty if it is not known. */
  name: string;
}

/** Receives a participant who has joined or left. `op`: `USER_JOIN` or `USER_LEAVE`. */
export type UserUpdateCallback = (op: number, participant: ParticipantInfo) => void;

/** A participant, as `onParticipantEvent` describes them. */
export interface EventParticipantInfo {
  /** User id. */
  userId: number;
  /** Display name. For `leave` it is the name from the `join` event, if there was one. */
  userName?: string;
}

/** Receives participants who have joined or left. `timestamp`: Unix milliseconds. */
export type ParticipantEventCallback = (
  event: 'join' | 'leave',
  timestamp: number,
  participants: EventParticipantInfo[],
) => void;

/** Receives the new active speaker. `timestamp`: Unix milliseconds. */
export type ActiveSpeakerEventCallback = (timestamp: number, userId: number, userName: string) => void;

/** Receives the start and stop of screen share. `timestamp`: Unix milliseconds. Only `start` has a user. */
export type SharingEventCallback = (
  event: 'start' | 'stop',
  timestamp: number,
  userId?: number,
  userName?: string,
) => void;

/** Called if the service reports the loss of a media connection. `timestamp`: Unix milliseconds. */
export type MediaConnectionInterruptedCallback = (timestamp: number) => void;

/** Receives one event as a JSON string with the event's fields at the top level. */
export type EventExCallback = (eventData: string) => void;

/** Receives the user ids of participants who have turned their cameras on (`isOn` true) or off. */
export type ParticipantVideoCallback = (users: number[], isOn: boolean) => void;

/** Receives the response to `subscribeVideo`. On success `status` is 0 and `error` is an empty string. */
export type VideoSubscribedCallback = (userId: number, status: number, error: string) => void;

/**
 * Receives one frame of media.
 *
 * `buffer`: the bytes, or the UTF-8 bytes of a transcript. `size`: number of bytes. `timestamp`: Unix
 * milliseconds. `metadata`: the participant it comes from.
 */
export type MediaDataCallback = (buffer: Buffer, size: number, timestamp: number, metadata: Metadata) => void;
/** Receives one packet of audio. */
export type AudioDataCallback = MediaDataCallback;
/** Receives one frame of video. */
export type VideoDataCallback = MediaDataCallback;
/** Receives one frame of screen share. */
export type DeskshareDataCallback = MediaDataCallback;
/** Receives one utterance as UTF-8. */
export type TranscriptDataCallback = MediaDataCallback;

/**
 * The form of {@link MediaDataCallback} in the SDK's README, without `size`. A function that declares exactly
 * three parameters is called with this form.
 */
export type ShortMediaDataCallback = (buffer: Buffer, timestamp: number, metadata: Metadata) => void;

/** All callbacks of a client, by the name of the method that sets them. */
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

/** The callbacks that receive media. */
export type MediaDataCallbackName = 'onAudioData' | 'onVideoData' | 'onDeskshareData' | 'onTranscriptData';

/** A connection was lost. */
export interface Interruption {
  /** `signaling` interrupts all media too; `media` is one media socket or several. */
  part: 'signaling' | 'media';
  /** A description of the loss for a log line. */
  problem: string;
}

/** The client will try to reconnect. */
export interface ReconnectAttempt {
  /** The lost part; see {@link Interruption}. */
  part: 'signaling' | 'media';
  /** Number of the attempt, counted from 1. */
  attempt: number;
  /** Time until the attempt, in ms. */
  delayMs: number;
}

/** All connections are open again. */
export interface Recovery {
  /** The part that was lost; see {@link Interruption}. */
  part: 'signaling' | 'media';
  /** Time since the loss, in ms. Media from this time may arrive now, with its original timestamps. */
  afterMs: number;
}

/** Events of a client's connections (PROTOCOL.md §14.2). The SDK has no callbacks for them, `client.events` has. */
export interface ConnectionEvents {
  interrupted: (event: Interruption) => void;
  reconnecting: (event: ReconnectAttempt) => void;
  reconnected: (event: Recovery) => void;
}

/** A chat message. */
export interface ChatMessage {
  /** The message. */
  text: string;
  /** Time of the message in Unix milliseconds. */
  timestamp: number;
  /** User id of the sender. */
  userId: number;
  /** Display name of the sender; empty if the service sent none. */
  userName: string;
}

/** Media for which the SDK has no callback, `client.events` has. */
export interface AddedMediaEvents {
  chat: (message: ChatMessage) => void;
}

/** All callbacks and connection events of a client. */
export type ClientNotifications = Callbacks & ConnectionEvents & AddedMediaEvents;
