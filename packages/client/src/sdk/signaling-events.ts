/** From the messages of the signaling socket to the SDK's callbacks. */
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

/** Max number of participants and of sessions that are remembered. The oldest are forgotten first. */
const MAX_REMEMBERED = 10_000;

/** Calls the callbacks for the messages of one stream. */
export class SignalingEvents {
  readonly #callbacks: CallbackSlots;
  readonly #target: JoinTarget;
  /** Names from join events by user id: a leave event contains no name. */
  readonly #names = new Map<number, string>();
  /** Time of each session's first update, in Unix seconds. */
  readonly #sessionStarts = new Map<string, number>();

  constructor(callbacks: CallbackSlots, target: JoinTarget) {
    this.#callbacks = callbacks;
    this.#target = target;
  }

  /** Calls the callbacks for a message. `frame` is the message as it was received. */
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
        this.#callbacks.call(
          'onVideoSubscribed',
          userIdOf(message.user_id),
          status,
          status === 0 ? '' : reason,
        );
        return;
      }
      default: // stream states and responses that the SDK has no callback for
    }
  }

  #event(event: MeetingEvent): void {
    this.#callbacks.call('onEventEx', JSON.stringify(event));
    // From 8 on Contact Center has its own event types, which only onEventEx receives (PROTOCOL.md §18.6).
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
          event.user_name ?? undefined,
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
      default: // only onEventEx receives it
    }
  }

  #participants(event: MeetingEvent): void {
    const joined = event.event_type === EventType.PARTICIPANT_JOIN;
    const participants = participantsOf(event).map((participant) => this.#withName(participant));
    this.#callbacks.call('onParticipantEvent', joined ? 'join' : 'leave', timeOf(event), participants);
    for (const { userId, userName } of participants) {
      const op = joined ? sdk.USER_JOIN : sdk.USER_LEAVE;
      this.#callbacks.call('onUserUpdate', op, { id: userId, name: userName ?? '' });
    }
  }

  #withName(participant: EventParticipant): EventParticipantInfo {
    const userId = userIdOf(participant.user_id);
    if (typeof participant.user_name === 'string') remember(this.#names, userId, participant.user_name);
    const userName = this.#names.get(userId);
    return { userId, ...(userName !== undefined && { userName }) };
  }

  #session(sessionId: string, state: SessionState, timestampMs: number): void {
    const op = SESSION_OPS.get(state);
    if (op === undefined) return;
    const id = sessionId ?? '';
    const seconds = Math.floor((timestampMs || 0) / 1000);
    const statTime = this.#sessionStarts.get(id) ?? seconds;
    remember(this.#sessionStarts, id, statTime);
    const isPaused = op === sdk.SESSION_EVENT_PAUSE;
    const isActive = op === sdk.SESSION_EVENT_ADD || op === sdk.SESSION_EVENT_RESUME;
    const session: SessionInfo = {
      sessionId: id,
      streamId: this.#target.streamId,
      meetingId: this.#target.entityId,
      statTime,
      status: isActive ? sdk.SESS_STATUS_ACTIVE : isPaused ? sdk.SESS_STATUS_PAUSED : -1,
      isActive,
      isPaused,
    };
    this.#callbacks.call('onSessionUpdate', op, session);
  }
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.set(key, value);
  if (map.size <= MAX_REMEMBERED) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

const SESSION_OPS: ReadonlyMap<number, number> = new Map([
  [SessionState.STARTED, sdk.SESSION_EVENT_ADD],
  [SessionState.PAUSED, sdk.SESSION_EVENT_PAUSE],
  [SessionState.RESUMED, sdk.SESSION_EVENT_RESUME],
  [SessionState.STOPPED, sdk.SESSION_EVENT_STOP],
]);

/** Unix milliseconds. Contact Center events have `event_ts` in place of `timestamp`. */
function timeOf(event: MeetingEvent): number {
  return ('timestamp' in event ? event.timestamp : event.event_ts) || 0;
}

/** The participants of an event. Some servers put a single one directly into the event (PROTOCOL.md §10.3). */
function participantsOf(event: MeetingEvent): readonly EventParticipant[] {
  if ('participants' in event && Array.isArray(event.participants)) return event.participants;
  return 'user_id' in event ? [event] : [];
}
