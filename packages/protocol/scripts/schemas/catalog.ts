/** Catalog of the schemas: every message of every generation, and every webhook. */
import { MESSAGES_BY_SOCKET, MessageType, messageTypeName, type SocketKind } from '../../src/index.js';

/** Folder of a schema: a generation, or the webhooks. */
export type SchemaFolder = 'string' | '2025' | '2026' | 'webhooks';

/** One schema to generate. */
export interface SchemaEntry {
  /** Folder below `schemas/`. */
  readonly folder: SchemaFolder;
  /** File name without extension. */
  readonly file: string;
  /** Interface from which the schema is generated. */
  readonly type: string;
  /** Name of the `msg_type`, or the `event` of a webhook. */
  readonly name: string;
}

/** Interfaces that both numeric generations share. */
const NUMERIC: { readonly [message: string]: string } = {
  EVENT_SUBSCRIPTION: 'EventSubscription',
  CLIENT_READY_ACK: 'ClientReadyAck',
  STREAM_STATE_UPDATE: 'WireStreamStateUpdate',
  SESSION_STATE_UPDATE: 'WireSessionStateUpdate',
  SESSION_STATE_REQ: 'SessionStateRequest',
  KEEP_ALIVE_REQ: 'KeepAliveRequest',
  KEEP_ALIVE_RESP: 'KeepAliveResponse',
  MEDIA_DATA_AUDIO: 'MediaDataAudio',
  MEDIA_DATA_VIDEO: 'MediaDataVideo',
  MEDIA_DATA_SHARE: 'MediaDataShare',
  MEDIA_DATA_TRANSCRIPT: 'MediaDataTranscript',
  MEDIA_DATA_CHAT: 'MediaDataChat',
  STREAM_STATE_REQ: 'StreamStateRequest',
};

const MESSAGES: {
  readonly [folder in Exclude<SchemaFolder, 'webhooks'>]: { readonly [message: string]: string };
} = {
  string: {
    SIGNALING_HAND_SHAKE_REQ: 'StringSignalingHandshakeRequest',
    SIGNALING_HAND_SHAKE_RESP: 'StringSignalingHandshakeResponse',
    DATA_HAND_SHAKE_REQ: 'StringDataHandshakeRequest',
    DATA_HAND_SHAKE_RESP: 'StringDataHandshakeResponse',
    EVENT_SUBSCRIPTION: 'StringEventSubscription',
    EVENT_UPDATE: 'StringEventUpdate',
    STREAM_STATE_UPDATE: 'StringStreamStateUpdate',
    SESSION_STATE_UPDATE: 'StringSessionStateUpdate',
    KEEP_ALIVE_REQ: 'StringKeepAliveRequest',
    KEEP_ALIVE_RESP: 'StringKeepAliveResponse',
    MEDIA_DATA_AUDIO: 'StringMediaDataAudio',
    MEDIA_DATA_VIDEO: 'StringMediaDataVideo',
    MEDIA_DATA_TRANSCRIPT: 'StringMediaDataTranscript',
    MEDIA_DATA_CHAT: 'StringMediaDataChat',
  },
  '2025': {
    ...NUMERIC,
    SIGNALING_HAND_SHAKE_REQ: 'SignalingHandshakeRequest2025',
    SIGNALING_HAND_SHAKE_RESP: 'SignalingHandshakeResponse2025',
    DATA_HAND_SHAKE_REQ: 'DataHandshakeRequest2025',
    DATA_HAND_SHAKE_RESP: 'DataHandshakeResponse2025',
    EVENT_UPDATE: 'EventUpdate2025',
    SESSION_STATE_RESP: 'SessionStateResponse2025',
    STREAM_STATE_RESP: 'StreamStateResponse2025',
  },
  '2026': {
    ...NUMERIC,
    SIGNALING_HAND_SHAKE_REQ: 'SignalingHandshakeRequest2026',
    SIGNALING_HAND_SHAKE_RESP: 'SignalingHandshakeResponse2026',
    DATA_HAND_SHAKE_REQ: 'DataHandshakeRequest2026',
    DATA_HAND_SHAKE_RESP: 'DataHandshakeResponse2026',
    EVENT_UPDATE: 'EventUpdate2026',
    SESSION_STATE_RESP: 'SessionStateResponse2026',
    STREAM_STATE_RESP: 'StreamStateResponse2026',
    STREAM_CLOSE_REQ: 'StreamCloseRequest',
    STREAM_CLOSE_RESP: 'StreamCloseResponse2026',
    VIDEO_SUBSCRIPTION_REQ: 'VideoSubscriptionRequest',
    VIDEO_SUBSCRIPTION_RESP: 'VideoSubscriptionResponse2026',
  },
};

/** Interfaces of the flat shape of 2025. */
const FLAT_2025: { readonly [message: string]: string } = {
  EVENT_UPDATE: 'FlatEventUpdate',
  MEDIA_DATA_AUDIO: 'FlatMediaDataAudio',
  MEDIA_DATA_VIDEO: 'FlatMediaDataVideo',
  MEDIA_DATA_SHARE: 'FlatMediaDataShare',
  MEDIA_DATA_TRANSCRIPT: 'FlatMediaDataTranscript',
  MEDIA_DATA_CHAT: 'FlatMediaDataChat',
};

const PRODUCT_EVENTS: { readonly [product: string]: string } = {
  Meeting: 'meeting.rtms',
  Webinar: 'webinar.rtms',
  Session: 'session.rtms',
  ContactCenter: 'contact_center.voice_rtms',
  Phone: 'phone.rtms',
};

/**
 * File name: `KEEP_ALIVE_REQ` gives `keep-alive-req`, `meeting.rtms_started` gives `meeting.rtms-started`.
 */
function fileName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function messageEntries(
  folder: SchemaFolder,
  table: { readonly [message: string]: string },
  suffix = '',
): SchemaEntry[] {
  return Object.entries(table).map(([name, type]) => ({ folder, file: fileName(name) + suffix, type, name }));
}

function webhookEntries(): SchemaEntry[] {
  const entry = (name: string, type: string): SchemaEntry => ({
    folder: 'webhooks',
    file: fileName(name),
    type,
    name,
  });
  const streams = Object.entries(PRODUCT_EVENTS).flatMap(([product, prefix]) =>
    ['Started', 'Stopped', 'Interrupted'].map((lifecycle) =>
      entry(`${prefix}_${lifecycle.toLowerCase()}`, `${product}${lifecycle}Webhook`),
    ),
  );
  return [
    ...streams,
    entry('endpoint.url_validation', 'UrlValidationWebhook'),
    entry('rtms.concurrency_near_limit', 'ConcurrencyNearLimitWebhook'),
    entry('rtms.concurrency_limited', 'ConcurrencyLimitedWebhook'),
    entry('meeting.rtms.started', 'StringMeetingStartedWebhook'),
    entry('meeting.rtms.stopped', 'StringMeetingStoppedWebhook'),
  ];
}

/** Every schema, in the order of `index.json`. */
export const CATALOG: readonly SchemaEntry[] = [
  ...messageEntries('string', MESSAGES.string),
  ...messageEntries('2025', MESSAGES['2025']),
  ...messageEntries('2025', FLAT_2025, '-flat'),
  ...messageEntries('2026', MESSAGES['2026']),
  ...webhookEntries(),
];

/** Sockets and senders of a message, by its name. */
export function placesOf(
  name: string,
): { readonly socket: SocketKind; readonly from: 'client' | 'server' }[] {
  const type = MessageType[name as keyof typeof MessageType];
  if (messageTypeName(type) === undefined) return [];
  return (['signaling', 'media'] as const).flatMap((socket) =>
    (['client', 'server'] as const).flatMap((from) => {
      const types: readonly number[] = MESSAGES_BY_SOCKET[socket][from];
      return types.includes(type) ? [{ socket, from }] : [];
    }),
  );
}
