/** Turns what comes on the signaling socket into the SDK's callbacks. */
import {
  EventType,
  MessageType,
  SessionState,
  type EventParticipant,
  type EventUpdate,
  type Message,
} from '@rtms-mock/protocol';
import type { EventParticipantInfo, SessionInfo } from '../vocabulary/callbacks.js';
import * as sdk from '../vocabulary/constants.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { wireStatus } from '../connection/links/wire-status.js';
import type { CallbackSlots } from './callback-slots.js';
import { userIdOf } from './user-id.js';

type MeetingEvent = EventUpdate['event'];

export class SignalingEvents {
  readonly #callbacks: CallbackSlots;
  readonly #target: JoinTarget;
  /** Names of those who have joined: an event about leaving carries none. */
  readonly #names = new Map<number, string>();
  /** When each session was first heard of, in Unix seconds. */
  readonly #sessionStarts = new Map<string, number>();

  constructor(callbacks: CallbackSlots, target: JoinTarget) {
    this.#callbacks = callbacks;
    this.#target = target;
  }

  dispatch(message: Message, frame: string | Uint8Array): void {
    switch (message.msg_type) {
      case MessageType.EVENT_UPDATE:
        this.#event(message.event);
        return;
      case MessageType.SESSION_STATE_UPDATE:
        this.#session(message.rtms_session_id, message.state, message.timestamp);
        return;
      case MessageType.VIDEO_SUBSCRIPTION_RESP: {
        const { status, reason } = wireStatus(frame);
        this.#callbacks.call('onVideoSubscribed', message.user_id, status, status === 0 ? '' : reason);
        return;
      }
      default: // states of the stream and answers to questions that the SDK has no callback for
    }
  }

  #event(event: MeetingEvent): void {
    this.#callbacks.call('onEventEx', JSON.stringify(event));
    // Contact Center has its own numbers from 8 on, which only the raw event tells of (PROTOCOL.md §18.6).
    if (this.#target.contactCenter && event.event_type >= 8) return;
    switch (event.event_type) {
      case EventType.PARTICIPANT_JOIN:
      case EventType.PARTICIPANT_LEAVE:
        this.#participants(event);
        return;
      case EventType.ACTIVE_SPEAKER_CHANGE:
        if (!('user_id' in event)) return;
        this.#callbacks.call(
          'onActiveSpeakerEvent',
          timeOf(event),
          userIdOf(event.user_id),
          event.user_name ?? '',
        );
        return;
      case EventType.SHARING_START:
        if (!('user_id' in event)) return;
        this.#callbacks.call(
          'onSharingEvent',
          'start',
          timeOf(event),
          userIdOf(event.user_id),
          event.user_name,
        );
        return;
      case EventType.SHARING_STOP:
        this.#callbacks.call('onSharingEvent', 'stop', timeOf(event));
        return;
      case EventType.MEDIA_CONNECTION_INTERRUPTED:
        this.#callbacks.call('onMediaConnectionInterrupted', timeOf(event));
        return;
      case EventType.PARTICIPANT_VIDEO_ON:
      case EventType.PARTICIPANT_VIDEO_OFF: {
        const users = participantsOf(event).map((participant) => userIdOf(participant.user_id));
        this.#callbacks.call(
          'onParticipantVideo',
          users,
          event.event_type === EventType.PARTICIPANT_VIDEO_ON,
        );
        return;
      }
      default: // has no callback of its own
    }
  }

  #participants(event: MeetingEvent): void {
    const joined = event.event_type === EventType.PARTICIPANT_JOIN;
    const participants = participantsOf(event).map((participant) => this.#named(participant));
    this.#callbacks.call('onParticipantEvent', joined ? 'join' : 'leave', timeOf(event), participants);
    for (const { userId, userName } of participants) {
      const op = joined ? sdk.USER_JOIN : sdk.USER_LEAVE;
      this.#callbacks.call('onUserUpdate', op, { id: userId, name: userName ?? '' });
    }
  }

  #named(participant: EventParticipant): EventParticipantInfo {
    const userId = userIdOf(participant.user_id);
    if (participant.user_name !== undefined) this.#names.set(userId, participant.user_name);
    const userName = this.#names.get(userId);
    return { userId, ...(userName !== undefined && { userName }) };
  }

  #session(sessionId: string, state: SessionState, timestampMs: number): void {
    const op = SESSION_OPS.get(state);
    if (op === undefined) return;
    const seconds = Math.floor((timestampMs || 0) / 1000);
    const statTime = this.#sessionStarts.get(sessionId) ?? seconds;
    this.#sessionStarts.set(sessionId, statTime);
    const isPaused = op === sdk.SESSION_EVENT_PAUSE;
    const isActive = op === sdk.SESSION_EVENT_ADD || op === sdk.SESSION_EVENT_RESUME;
    const session: SessionInfo = {
      sessionId: sessionId ?? '',
      streamId: this.#target.streamId,
      meetingId: this.#target.entityId,
      statTime,
      status: isActive ? sdk.SESS_STATUS_ACTIVE : isPaused ? sdk.SESS_STATUS_PAUSED : 0,
      isActive,
      isPaused,
    };
    this.#callbacks.call('onSessionUpdate', op, session);
  }
}

const SESSION_OPS: ReadonlyMap<number, number> = new Map([
  [SessionState.STARTED, sdk.SESSION_EVENT_ADD],
  [SessionState.PAUSED, sdk.SESSION_EVENT_PAUSE],
  [SessionState.RESUMED, sdk.SESSION_EVENT_RESUME],
  [SessionState.STOPPED, sdk.SESSION_EVENT_STOP],
]);

/** Unix milliseconds; Contact Center events name it differently. */
function timeOf(event: MeetingEvent): number {
  return ('timestamp' in event ? event.timestamp : event.event_ts) || 0;
}

/** Some servers put a single participant directly into the event (PROTOCOL.md §10.3). */
function participantsOf(event: MeetingEvent): readonly EventParticipant[] {
  if ('participants' in event && Array.isArray(event.participants)) return event.participants;
  return 'user_id' in event ? [event] : [];
}
