import {
  ContactCenterEventType,
  EventType,
  MessageType,
  type Clock,
  type ContactCenterEvent,
  type NumericGeneration,
  type MeetingEvent,
  type Message,
  type SessionState,
  type StopReason,
  type StreamState,
} from '@rtms-mock/protocol';
import type { ServerSettings } from '../settings/settings.js';
import { AUTOMATIC } from './event-subscriptions.js';
import type { SourceEvent } from './source-event.js';
import { stateMessages } from './state-messages.js';
import type { Meeting } from './meeting.js';
import type { SignalingSocket } from './stream-sockets.js';

type Recipients = readonly SignalingSocket[];

/** The stream whose app is notified. */
export interface NoticeStream {
  readonly streamId: string;
  readonly sessionId: string;
  readonly generation: NumericGeneration;
  readonly meeting: Pick<Meeting, 'product' | 'presence' | 'cameras' | 'speaker' | 'positionNowMs'>;
  /** Every signaling connection of the stream, as they come and go. */
  readonly signalingConnections: readonly SignalingSocket[];
}

/** What an app is told on its signaling connection, or on each of them: events, and changes of state. */
export class Notices {
  readonly #stream: NoticeStream;
  readonly #clock: Clock;
  readonly #quiet: boolean;

  constructor(
    stream: NoticeStream,
    context: { readonly clock: Clock; readonly settings: Pick<ServerSettings, 'quiet'> },
  ) {
    this.#stream = stream;
    this.#clock = context.clock;
    this.#quiet = context.settings.quiet;
  }

  /** An event, to whoever wants it. */
  event(event: MeetingEvent, to: Recipients = this.#stream.signalingConnections): void {
    if (this.#quiet && AUTOMATIC.has(event.event_type)) return;
    if (this.#isContactCenter && event.event_type >= ContactCenterEventType.CONSUMER_ANSWERED) return;
    this.#send(event, to);
  }

  /** What happens in the meeting by itself: a speaker of whom an app was told last is no change to it. */
  moment(event: SourceEvent): void {
    const { signalingConnections } = this.#stream;
    this.event(
      event,
      signalingConnections.filter(({ subscriptions }) => !subscriptions.knows(event)),
    );
  }

  /** When media of the stream begins, which each connection is told once, unasked (PROTOCOL.md §8.3). */
  firstPacket(timestamp: number, to: SignalingSocket): void {
    this.event({ event_type: EventType.FIRST_PACKET_TIMESTAMP, timestamp }, [to]);
  }

  /**
   * An event of a Contact Center engagement, whose numbers mean something else in meetings
   * (PROTOCOL.md §10.2).
   */
  contactCenterEvent(event: ContactCenterEvent): void {
    this.#send(event, this.#stream.signalingConnections);
  }

  get #isContactCenter(): boolean {
    return this.#stream.meeting.product === 'contact_center';
  }

  #send(event: MeetingEvent | ContactCenterEvent, to: Recipients): void {
    for (const { channel, subscriptions } of to) {
      if (!subscriptions.wants(event.event_type)) continue;
      subscriptions.told(event);
      channel.send({ msg_type: MessageType.EVENT_UPDATE, event });
    }
  }

  /**
   * New subscriptions: tells what already holds, which the documents leave open (PROTOCOL.md §10.1, assumed).
   */
  welcome(newcomer: SignalingSocket, types: readonly number[]): void {
    const tell = (event: MeetingEvent): void => this.event(event, [newcomer]);
    const timestamp = this.#clock.unixMs();
    const { meeting } = this.#stream;
    const participants = meeting.presence.current;
    for (const type of types) {
      if (type === EventType.PARTICIPANT_JOIN) {
        if (participants.length === 0) continue;
        tell({
          event_type: type,
          timestamp,
          participants: participants.map(({ userId, name }) => ({ user_id: userId, user_name: name })),
        });
      } else if (type === EventType.PARTICIPANT_VIDEO_ON) {
        const cameras = participants.filter((participant) => meeting.cameras.isVisible(participant));
        if (cameras.length === 0) continue;
        tell({
          event_type: type,
          timestamp,
          participants: cameras.map(({ userId }) => ({ user_id: userId })),
        });
      } else if (type === EventType.ACTIVE_SPEAKER_CHANGE) {
        const speaker = meeting.speaker.at(meeting.positionNowMs);
        if (speaker) {
          tell({ event_type: type, timestamp, user_id: speaker.userId, user_name: speaker.name });
        }
      }
    }
  }

  /** PARTICIPANT_LEAVE for all, as at the end of a meeting. */
  everybodyLeft(): void {
    const present = this.#stream.meeting.presence.current;
    if (present.length === 0) return;
    this.event({
      event_type: EventType.PARTICIPANT_LEAVE,
      timestamp: this.#clock.unixMs(),
      participants: present.map(({ userId }) => ({ user_id: userId })),
    });
  }

  /** SESSION_STATE_UPDATE, with STREAM_STATE_UPDATE where the stream changes too. */
  sessionState(session: SessionState, stream?: StreamState, reason?: StopReason): void {
    const { generation, streamId, sessionId } = this.#stream;
    const messages = stateMessages(
      {
        streamId,
        sessionId,
        session,
        ...(stream !== undefined && { stream }),
        ...(reason !== undefined && { reason }),
        timestamp: this.#clock.unixMs(),
      },
      generation,
    );
    this.#tellAll(messages);
  }

  /** STREAM_STATE_UPDATE alone: a connection was lost or came back. */
  streamState(state: StreamState, reason?: StopReason): void {
    this.#tellAll([
      {
        msg_type: MessageType.STREAM_STATE_UPDATE,
        rtms_stream_id: this.#stream.streamId,
        state,
        ...(reason !== undefined && { reason }),
        timestamp: this.#clock.unixMs(),
      },
    ]);
  }

  #tellAll(messages: readonly Message[]): void {
    if (this.#quiet) return;
    for (const { channel } of this.#stream.signalingConnections) {
      for (const message of messages) channel.send(message);
    }
  }
}
