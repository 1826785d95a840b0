import fc from 'fast-check';
import {
  ContactCenterEventType,
  EventType,
  MessageType,
  SessionState,
  StatusCode2025,
  StatusCode2026,
  StopReason,
  StreamState,
  TranscriptLanguage,
  type DialectName,
  type Message,
  type StatusName,
} from '../../src/index.js';

/** One of the values of a constant. */
function oneOf<T extends number>(table: { readonly [name: string]: T }): fc.Arbitrary<T> {
  return fc.constantFrom(...Object.values(table));
}

const timestamp = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const sequence = fc.nat();
const userId = fc.nat({ max: 0xff_ff_ff_ff });
const text = fc.string({ unit: 'grapheme' });
const id = fc.string({ minLength: 1, maxLength: 40 });
const base64 = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64'));
/** Payload that is long enough for the fast path. */
const longBase64 = fc
  .uint8Array({ minLength: 3100, maxLength: 4000 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

/** A record whose keys outside `required` may be missing, as exact optional types require. */
function record<T>(
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[],
): fc.Arbitrary<object> {
  return fc.record(fields, { requiredKeys: required });
}

const entity = fc.oneof(
  fc
    .constantFrom('meeting_uuid', 'session_id', 'engagement_id', 'call_id')
    .chain((key) => id.map((value) => ({ [key]: value }))),
  fc.record({ meeting_uuid: id, webinar_uuid: id }),
);

const audio = {
  content_type: fc.constantFrom(1, 2),
  sample_rate: fc.constantFrom(0, 1, 2, 3),
  channel: fc.constantFrom(1, 2),
  codec: fc.constantFrom(1, 2, 3, 4),
  data_opt: fc.constantFrom(1, 2),
  send_rate: fc.integer({ min: 1, max: 50 }).map((n) => n * 20),
};
const video = {
  content_type: fc.constantFrom(1, 3),
  codec: fc.constantFrom(5, 6, 7),
  resolution: fc.constantFrom(1, 2, 3, 4),
  fps: fc.integer({ min: 1, max: 30 }),
  data_opt: fc.constantFrom(3, 4),
};
const { data_opt: _dataOpt, ...deskshare } = video;
const chat = { content_type: fc.constant(5) };

/** Transcript parameters, requested and granted. */
const transcriptRequest = (dialect: DialectName): object =>
  dialect === '2025'
    ? { content_type: fc.constant(5), language: oneOf(TranscriptLanguage) }
    : { content_type: fc.constant(5), src_language: oneOf(TranscriptLanguage), enable_lid: fc.boolean() };

function mediaParamsRequest(dialect: DialectName): fc.Arbitrary<object> {
  const object = (fields: object): fc.Arbitrary<object> =>
    record(fields as { [name: string]: fc.Arbitrary<unknown> }, []);
  const objects = { audio, video, deskshare, transcript: transcriptRequest(dialect), chat };
  return record(
    Object.fromEntries(Object.entries(objects).map(([name, fields]) => [name, object(fields)])),
    [],
  );
}

function mediaParams(dialect: DialectName): fc.Arbitrary<object> {
  const transcript = {
    content_type: fc.constant(5),
    src_language: oneOf(TranscriptLanguage),
    enable_lid: dialect === '2025' ? fc.constant(true) : fc.boolean(),
  };
  return record(
    {
      audio: fc.record(audio),
      video: fc.record(video),
      deskshare: fc.record(deskshare),
      transcript: fc.record(transcript),
      chat: fc.record(chat),
    },
    [],
  );
}

function statusOf(dialect: DialectName): fc.Arbitrary<StatusName> {
  const names = {
    string: Object.keys({ ...StatusCode2025, ...StatusCode2026 }),
    '2025': Object.keys(StatusCode2025),
    '2026': Object.keys(StatusCode2026),
  };
  return fc.constantFrom(...(names[dialect] as StatusName[]));
}

const url = fc.webUrl();
const documentedUrls = { all: url, audio: url, video: url, transcript: url };
/** The string generation has the documented URLs only. */
const urlsOf = (dialect: DialectName): fc.Arbitrary<object> =>
  dialect === 'string' ? record(documentedUrls, []) : record({ ...documentedUrls, chat: url }, []);

function handshakes(dialect: DialectName): fc.Arbitrary<object>[] {
  const status = statusOf(dialect).filter((name) => name !== 'STATUS_OK');
  const request = {
    protocol_version: fc.constant(1),
    sequence: fc.nat(),
    rtms_stream_id: id,
    signature: text,
  };
  const withIds = (message: fc.Arbitrary<object>): fc.Arbitrary<object> =>
    fc.tuple(message, entity).map(([fields, ids]) => ({ ...fields, ...ids }));
  const reason = fc.string({ minLength: 1 });
  return [
    withIds(
      record({ msg_type: fc.constant(1), ...request, buffer_data: fc.boolean() }, [
        'msg_type',
        'rtms_stream_id',
      ]),
    ),
    withIds(
      record(
        {
          msg_type: fc.constant(3),
          ...request,
          media_type: fc.integer({ min: 1, max: 32 }),
          payload_encryption: fc.boolean(),
          media_params: mediaParamsRequest(dialect),
        },
        ['msg_type', 'rtms_stream_id', 'media_type'],
      ),
    ),
    fc.record({
      msg_type: fc.constant(2),
      status: fc.constant('STATUS_OK'),
      media_server: fc.record({ server_urls: urlsOf(dialect) }),
    }),
    fc.record({ msg_type: fc.constantFrom(2, 4), status, reason }),
    fc.record({
      msg_type: fc.constant(4),
      status: fc.constant('STATUS_OK'),
      payload_encryption: fc.boolean(),
      media_params: mediaParams(dialect),
    }),
  ];
}

const participant = record({ user_id: userId, user_name: text }, ['user_id']);

/** The fields of chat group events are not published. */
const chatGroup = fc.record({ group_id: id, members: fc.array(participant) });

function events(dialect: DialectName): fc.Arbitrary<object>[] {
  const speaker = [EventType.ACTIVE_SPEAKER_CHANGE, EventType.SHARING_START];
  const bare = [
    EventType.FIRST_PACKET_TIMESTAMP,
    EventType.SHARING_STOP,
    EventType.MEDIA_CONNECTION_INTERRUPTED,
  ];
  const lists = [
    EventType.PARTICIPANT_JOIN,
    EventType.PARTICIPANT_LEAVE,
    EventType.PARTICIPANT_VIDEO_ON,
    EventType.PARTICIPANT_VIDEO_OFF,
  ];
  const contactCenter = Object.values(ContactCenterEventType).filter((type) => type !== 0);
  const event = fc.oneof(
    fc.record({ event_type: fc.constantFrom(...bare), timestamp }),
    fc.record({ event_type: fc.constantFrom(...speaker), timestamp, user_id: userId, user_name: text }),
    fc.record({ event_type: fc.constantFrom(...lists), timestamp, participants: fc.array(participant) }),
    fc.record({
      event_type: fc.integer({ min: 10, max: 14 }),
      timestamp,
      chat_groups: fc.array(chatGroup),
    }),
    record(
      {
        event_type: fc.constantFrom(...contactCenter),
        event_ts: timestamp,
        participant_info: record({ channel_id: id, display_name: text }, ['channel_id']),
      },
      ['event_type', 'event_ts'],
    ),
  );
  const known = dialect === 'string' ? fc.integer({ min: 1, max: 29 }) : fc.nat({ max: 40 });
  return [
    fc.record({ msg_type: fc.constant(6), event }),
    fc.record({
      msg_type: fc.constant(5),
      events: fc.array(fc.record({ event_type: known, subscribe: fc.boolean() })),
    }),
  ];
}

function control(dialect: DialectName): fc.Arbitrary<object>[] {
  const type = (number: number): fc.Arbitrary<number> => fc.constant(number);
  const session = { rtms_session_id: id };
  const stream = { rtms_stream_id: id };
  const outcome = { status: statusOf(dialect), reason: text, timestamp };
  return [
    fc.record({ msg_type: fc.constantFrom(7, 19, 21), ...stream }),
    record(
      { msg_type: type(8), ...stream, state: oneOf(StreamState), reason: oneOf(StopReason), timestamp },
      ['msg_type', 'state', 'timestamp'],
    ),
    record(
      {
        msg_type: type(9),
        ...session,
        state: oneOf(SessionState),
        stop_reason: oneOf(StopReason),
        timestamp,
      },
      ['msg_type', 'rtms_session_id', 'state', 'timestamp'],
    ),
    fc.record({ msg_type: type(10), ...session }),
    fc.record({ msg_type: type(11), ...session, state: oneOf(SessionState), timestamp }),
    fc.record({ msg_type: type(20), ...stream, state: oneOf(StreamState), ...outcome }),
    fc.record({ msg_type: type(12), timestamp, ...(dialect !== 'string' && { sequence }) }),
    record({ msg_type: type(13), timestamp }, ['msg_type']),
    fc.record({ msg_type: type(22), ...stream, ...outcome }),
    record({ msg_type: type(28), user_id: userId, subscribe: fc.boolean(), timestamp }, [
      'msg_type',
      'user_id',
      'subscribe',
    ]),
    fc.record({ msg_type: type(29), user_id: userId, subscribe: fc.boolean(), ...outcome }),
  ];
}

function media(dialect: DialectName): fc.Arbitrary<object>[] {
  const core = { user_id: userId, timestamp };
  const named = dialect === 'string' ? {} : { user_name: text, channel_id: id };
  const later = dialect === '2026' ? { length: fc.nat() } : {};
  const spoken = dialect === 'string' ? {} : { language: oneOf(TranscriptLanguage) };
  const times = dialect === 'string' ? {} : { start_time: timestamp, end_time: timestamp };
  const chatFields =
    dialect === 'string'
      ? {}
      : { user_name: text, message_id: id, operation_type: fc.constantFrom(1, 2, 3), sender: participant };
  const content = (fields: object): fc.Arbitrary<object> =>
    record(fields as { [name: string]: fc.Arbitrary<unknown> }, ['user_id', 'timestamp', 'data'] as never[]);
  const message = (types: MessageType[], fields: object): fc.Arbitrary<object> =>
    fc.record({ msg_type: fc.constantFrom(...types), content: content(fields) });
  const binary = [MessageType.MEDIA_DATA_AUDIO, MessageType.MEDIA_DATA_VIDEO, MessageType.MEDIA_DATA_SHARE];
  return [
    message(binary, { ...core, ...named, ...later, data: base64 }),
    message(binary, { ...core, ...named, ...later, data: longBase64 }),
    message([MessageType.MEDIA_DATA_TRANSCRIPT], { ...core, ...named, ...spoken, ...times, data: text }),
    message([MessageType.MEDIA_DATA_CHAT], { ...core, ...chatFields, data: text }),
  ];
}

/** Any message that a dialect can encode without loss. */
export function messagesOf(dialect: DialectName): fc.Arbitrary<Message> {
  const all = [...handshakes(dialect), ...events(dialect), ...control(dialect), ...media(dialect)];
  return fc.oneof(...all) as fc.Arbitrary<Message>;
}
