/** The types of all fields of the messages from a server, for {@link checkServerMessage}. */
import { MessageType } from '../message-type.js';

/** Type of a JSON value. `id` is a number or a string (PROTOCOL.md §4.2). */
export type FieldType = 'string' | 'number' | 'boolean' | 'id' | 'object' | 'array';

/** Required type of one field. */
export interface FieldRule {
  readonly type: FieldType;
  /**
   * True if the field must be present. An optional field may also be null.
   * @default false
   */
  readonly required?: true;
  /** Fields of an object, or of each object in an array. */
  readonly fields?: FieldTable;
}

/** Rules by field name. Other fields may have any value. */
export interface FieldTable {
  readonly [field: string]: FieldRule;
}

const STRING: FieldRule = { type: 'string' };
const NUMBER: FieldRule = { type: 'number' };
const BOOLEAN: FieldRule = { type: 'boolean' };
const ID: FieldRule = { type: 'id' };
const ARRAY: FieldRule = { type: 'array' };
const REQUIRED_NUMBER: FieldRule = { type: 'number', required: true };

function object(fields: FieldTable, required = false): FieldRule {
  return { type: 'object', ...(required && { required }), fields };
}

function arrayOf(fields: FieldTable): FieldRule {
  return { type: 'array', fields };
}

/** Fields that media of all types have (PROTOCOL.md §12.1). `data` is always present after decoding. */
const CONTENT: FieldTable = {
  user_id: ID,
  user_name: STRING,
  data: { type: 'string', required: true },
  length: NUMBER,
  timestamp: NUMBER,
  channel_id: ID,
  // Only transcripts have these two, but readers take them from media of any type, as the SDK's metadata does.
  start_time: NUMBER,
  end_time: NUMBER,
};

const TRANSCRIPT: FieldTable = {
  ...CONTENT,
  language: NUMBER,
  attribute: NUMBER,
};

const CHAT_USER = object({ user_id: ID, user_name: STRING });

const CHAT: FieldTable = {
  ...CONTENT,
  chat_session: object({ type: NUMBER, id: ID }),
  operation_type: NUMBER,
  message_id: ID,
  parent_message_id: ID,
  sender: CHAT_USER,
  receiver: CHAT_USER,
  files: arrayOf({ file_id: ID, file_name: STRING, file_size: NUMBER }),
  delete_file_id_list: ARRAY,
};

/** Fields of all events: of meetings (PROTOCOL.md §10.1) and of Contact Center (PROTOCOL.md §10.2). */
const EVENT: FieldTable = {
  event_type: REQUIRED_NUMBER,
  timestamp: NUMBER,
  event_ts: NUMBER,
  user_id: ID,
  user_name: STRING,
  participants: arrayOf({ user_id: ID, user_name: STRING }),
  participant_info: object({ channel_id: ID, user_id: ID, display_name: STRING }),
  media_type: NUMBER,
  chat_groups: ARRAY,
  members_update_list: ARRAY,
  member_status_update_list: ARRAY,
};

const SERVER_URLS = object({
  all: STRING,
  audio: STRING,
  video: STRING,
  transcript: STRING,
  deskshare: STRING,
  sharescreen: STRING,
  chat: STRING,
});

/** Fields of the answers about a state: 11 and 20. */
const STATE_ANSWER: FieldTable = { state: REQUIRED_NUMBER, reason: STRING, timestamp: NUMBER };

function media(fields: FieldTable): FieldTable {
  return { content: object(fields, true) };
}

/** The rules by `msg_type`, for decoded messages: they have the same form in all generations. */
export const SERVER_FIELDS: { readonly [type: number]: FieldTable } = {
  [MessageType.SIGNALING_HAND_SHAKE_RESP]: {
    reason: STRING,
    media_server: object({
      server_urls: SERVER_URLS,
      srtp_keys: object({ audio: STRING, video: STRING, share: STRING, transcript: STRING, chat: STRING }),
      transmission_protocols: ARRAY,
    }),
  },
  [MessageType.DATA_HAND_SHAKE_RESP]: {
    reason: STRING,
    payload_encryption: BOOLEAN,
    payload_encryption_scheme: STRING,
    transmission_protocol: NUMBER,
    udp: object({
      address: STRING,
      port: NUMBER,
      srtp_profile: STRING,
      streams: arrayOf({
        media_type: NUMBER,
        codec: STRING,
        payload_type: NUMBER,
        clock_rate: NUMBER,
        channels: NUMBER,
        ssrc: NUMBER,
      }),
    }),
    media_params: { type: 'object' },
  },
  [MessageType.EVENT_UPDATE]: { event: object(EVENT, true) },
  [MessageType.STREAM_STATE_UPDATE]: {
    rtms_stream_id: STRING,
    state: REQUIRED_NUMBER,
    reason: NUMBER,
    timestamp: NUMBER,
  },
  [MessageType.SESSION_STATE_UPDATE]: {
    rtms_session_id: STRING,
    state: REQUIRED_NUMBER,
    stop_reason: NUMBER,
    timestamp: NUMBER,
  },
  [MessageType.SESSION_STATE_RESP]: { rtms_session_id: STRING, ...STATE_ANSWER },
  [MessageType.STREAM_STATE_RESP]: { rtms_stream_id: STRING, ...STATE_ANSWER },
  // The answer repeats the value, so any scalar will do.
  [MessageType.KEEP_ALIVE_REQ]: { timestamp: ID, sequence: ID },
  [MessageType.STREAM_CLOSE_RESP]: { rtms_stream_id: STRING, reason: STRING, timestamp: NUMBER },
  [MessageType.VIDEO_SUBSCRIPTION_RESP]: {
    user_id: ID,
    subscribe: BOOLEAN,
    reason: STRING,
    timestamp: NUMBER,
  },
  [MessageType.MEDIA_DATA_AUDIO]: media(CONTENT),
  [MessageType.MEDIA_DATA_VIDEO]: media(CONTENT),
  [MessageType.MEDIA_DATA_SHARE]: media(CONTENT),
  [MessageType.MEDIA_DATA_TRANSCRIPT]: media(TRANSCRIPT),
  [MessageType.MEDIA_DATA_CHAT]: media(CHAT),
};
