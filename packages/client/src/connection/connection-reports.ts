/** Reads the ends of sockets and the server's reports of losses. Pure. */
import { EventType, MessageType, type Message } from '@rtms-mock/protocol';
import { CONNECTION_CLOSED } from '../vocabulary/connection-closed.js';
import { MEDIA_TYPE_ALL, RTMS_SDK_FAILURE } from '../vocabulary/constants.js';
import type { LinkEnd } from './links/link-state.js';

/** Close code of a socket that ended without a close frame. */
const NO_CLOSE_FRAME = 1006;

/** Flags of all media types. */
const EVERY_TYPE = 0xff_ff;

/**
 * The argument of `onJoinConfirm` after a socket has ended while joining: the status of a refusal, 960 after a close
 * frame, else -1.
 */
export function joinStatus(end: LinkEnd): number {
  if (end.cause === 'refused') return end.status;
  return end.cause === 'closed' && end.code !== NO_CLOSE_FRAME ? CONNECTION_CLOSED : RTMS_SDK_FAILURE;
}

/**
 * The media types whose socket is lost, according to an event of the server: an OR of flags, 0 for other messages.
 * An event that names no type may mean any of them (PROTOCOL.md §14.2).
 */
export function reportedLoss(message: Message): number {
  if (message.msg_type !== MessageType.EVENT_UPDATE) return 0;
  const { event } = message;
  if (event.event_type !== EventType.MEDIA_CONNECTION_INTERRUPTED) return 0;
  const type = 'media_type' in event ? event.media_type : undefined;
  return type === undefined || type === MEDIA_TYPE_ALL ? EVERY_TYPE : type;
}
