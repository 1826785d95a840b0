/** Rules about the signaling handshake, and about what both handshakes share. */
import { StopReason } from '@rtms-mock/protocol';
import { fieldsOf, mistakeOf, shown } from '../entry-reading.js';
import type { Rule } from '../rule.js';
import { refusalRule } from './refusals.js';
import { belongs, unexpectedType } from './unexpected-type.js';

/** Real time in which an app may still do what it had begun before the end, in milliseconds. */
const UNDER_WAY_MS = 1000;

const HANDSHAKES = ['message received SIGNALING_HAND_SHAKE_REQ', 'message received DATA_HAND_SHAKE_REQ'];

/** Rules about ids and signature. */
export const IDENTITY_RULES: readonly Rule[] = [
  refusalRule({
    id: 'signature-missing',
    violations: ['signature-missing'],
    title: 'sends a handshake without a signature',
    fix: 'Send the lowercase hex HMAC-SHA256 of "client_id,meeting_uuid,rtms_stream_id" with the client secret as key.',
    source: 'PROTOCOL.md §5.1',
  }),
  refusalRule({
    id: 'signature-wrong',
    violations: ['signature-wrong'],
    title: 'sends a handshake with a wrong signature',
    consequence: 'Another attempt with the same signature fails again.',
    fix: 'The signature is the lowercase hex HMAC-SHA256 of "client_id,meeting_uuid,rtms_stream_id" with the client secret as key.',
    source: 'PROTOCOL.md §5.1',
    applies: (_entry, facts) => !facts.hasChangedSecrets,
  }),
  refusalRule({
    id: 'stream-unknown',
    violations: ['stream-unknown'],
    title: 'names a stream that does not exist, or a meeting that is not that of the stream',
    fix: 'Take rtms_stream_id and the id of the meeting from the same, latest rtms_started.',
    source: 'PROTOCOL.md §15.2',
  }),
  refusalRule({
    id: 'ids-missing',
    violations: [
      'entity-id-missing',
      'entity-id-not-string',
      'entity-id-empty',
      'stream-id-missing',
      'stream-id-not-string',
      'stream-id-empty',
    ],
    title: 'sends a message without the id of the meeting or of the stream',
    fix: 'Send meeting_uuid (or the id of the product) and rtms_stream_id as strings, as the webhook has them.',
    source: 'PROTOCOL.md §9.1',
  }),
  refusalRule({
    id: 'joined-after-end',
    violations: ['stream-ended'],
    title: 'sends a handshake after the end of the stream',
    fix: 'Forget a stream at its end: on TERMINATED (message 8, state 4) or on rtms_stopped.',
    source: 'PROTOCOL.md §15.2',
    // What was under way at the end says nothing. The end of a lost server instance is not announced.
    applies: (entry, facts) =>
      facts.state === undefined ||
      (facts.state.detail['reason'] !== StopReason.STOP_BC_EXIT_SIGNAL &&
        facts.since(facts.state, entry) >= UNDER_WAY_MS),
  }),
];

/** Rules about the fields of handshakes. */
export const FIELD_RULES: readonly Rule[] = [
  {
    id: 'protocol-version-missing',
    severity: 'warning',
    title: 'omits protocol_version',
    would: 'Zoom documents the field as required; clients that omit it were served, so it works by luck.',
    fix: 'Send protocol_version 1.',
    source: 'PROTOCOL.md §9.1',
    on: HANDSHAKES,
    judge: ({ detail, type }) => {
      if (detail['problem'] !== undefined || detail['protocol_version'] !== undefined) return undefined;
      return { message: `${type} has no protocol_version.` };
    },
  },
  refusalRule({
    id: 'protocol-version-unsupported',
    violations: ['protocol-version-unsupported'],
    title: 'sends a protocol_version that does not exist',
    fix: 'Send protocol_version 1, as a number.',
    source: 'PROTOCOL.md §9.1',
    applies: ({ detail }) => !/found nothing/.test(String(detail['reason'])),
  }),
  {
    id: 'string-generation',
    severity: 'error',
    title: 'speaks the protocol of the beta of early 2025, with names in place of numbers',
    would: 'Zoom today refuses it with 1 INVALID_MESSAGE_TYPE.',
    fix: 'Send msg_type, status and enum values as numbers.',
    source: 'PROTOCOL.md §3.1',
    judgesNames: true,
    on: HANDSHAKES,
    judge: ({ wire = '' }) => {
      const name = /"msg_type"\s*:\s*("[^"]{1,40}")/.exec(wire)?.[1];
      return name === undefined ? undefined : { message: `msg_type is the name ${name}.` };
    },
  },
  {
    id: 'misnamed-field',
    severity: 'warning',
    title: 'writes a field under a name of another API or language',
    would: 'Zoom today ignores unknown fields, so the default applies.',
    fix: 'Write the fields as in the tables of the protocol.',
    source: 'PROTOCOL.md §4.2',
    on: HANDSHAKES,
    judge: ({ detail, type }) => {
      const found = [...misnamed(detail, TOP_FIELDS), ...misnamedParams(detail['media_params'])];
      if (found.length === 0) return undefined;
      const renames = found.map(({ name, proper }) => `${name} in place of ${proper}`).join(', ');
      return { message: `${type} has ${renames}.` };
    },
  },
];

const TOP_FIELDS = [
  'protocol_version',
  'meeting_uuid',
  'rtms_stream_id',
  'signature',
  'sequence',
  'buffer_data',
  'media_type',
  'media_params',
  'payload_encryption',
];

const PARAM_FIELDS = [
  'content_type',
  'sample_rate',
  'channel',
  'codec',
  'data_opt',
  'send_rate',
  'resolution',
  'fps',
  'src_language',
  'enable_lid',
];

/** Names that other programs and the options of the vendor's SDK have for a field, without case and separators. */
const OTHER_NAMES: { readonly [name: string]: string } = {
  streamid: 'rtms_stream_id',
  mediatypes: 'media_type',
  mediaparameters: 'media_params',
  channels: 'channel',
  dataoption: 'data_opt',
  sourcelanguage: 'src_language',
  srclang: 'src_language',
  framerate: 'fps',
  sharescreen: 'deskshare',
  screenshare: 'deskshare',
  share: 'deskshare',
};

const MEDIA_OBJECTS = ['audio', 'video', 'deskshare', 'transcript', 'chat'];

interface Misnamed {
  readonly name: string;
  readonly proper: string;
}

function misnamedParams(params: unknown): Misnamed[] {
  const objects = Object.entries(fieldsOf(params));
  const inside = objects.flatMap(([object, value]) =>
    misnamed(fieldsOf(value), PARAM_FIELDS).map(({ name, proper }) => ({
      name: `${object}.${name}`,
      proper,
    })),
  );
  return [...misnamed(fieldsOf(params), MEDIA_OBJECTS), ...inside];
}

/** Fields that are not known, but whose name resembles that of a known one that is absent. */
function misnamed(fields: { readonly [name: string]: unknown }, known: readonly string[]): Misnamed[] {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const proper = new Map(known.map((name) => [plain(name), name]));
  return Object.keys(fields).flatMap((name) => {
    const other = OTHER_NAMES[plain(name)];
    const meant =
      proper.get(plain(name)) ?? (other !== undefined && known.includes(other) ? other : undefined);
    const isMisnamed = meant !== undefined && meant !== name && fields[meant] === undefined;
    return isMisnamed ? [{ name: shown(name).slice(1, -1), proper: meant }] : [];
  });
}

/** Rules about connecting more than once, and in the wrong order. */
export const JOINING_RULES: readonly Rule[] = [
  {
    id: 'started-twice',
    severity: 'error',
    title: 'joins a stream again because its start came twice',
    would: 'Zoom today refuses the second connection with 8 DUPLICATE_SIGNAL_REQUEST.',
    fix: 'Ignore rtms_started for an rtms_stream_id that the app has joined, until the stream ends.',
    source: 'PROTOCOL.md §6.1',
    on: ['message received SIGNALING_HAND_SHAKE_REQ'],
    judge: (entry, facts) => {
      const other = facts
        .accepted('signaling')
        .find(({ id, isLost }) => id !== entry.connectionId && !isLost);
      if (!other?.accepted || facts.starts.length < 2 || facts.isDisturbed) return undefined;
      if (facts.stateName === 'terminated') return undefined;
      return {
        message: `rtms_started came ${facts.starts.length} times, and the app joined again on ${entry.connectionId} while ${other.id} was open.`,
        evidence: [...facts.starts.map(({ seq }) => seq), other.accepted.seq],
      };
    },
  },
  {
    id: 'joined-twice',
    severity: 'error',
    title: 'opens a second signaling connection while the first is healthy',
    would: 'Zoom today refuses the second connection with 8 DUPLICATE_SIGNAL_REQUEST.',
    fix: 'Keep one signaling connection for each stream, and close it before another one is opened.',
    source: 'PROTOCOL.md §14.3, assumed',
    on: ['message received SIGNALING_HAND_SHAKE_REQ'],
    judge: (entry, facts) => {
      const other = facts
        .accepted('signaling')
        .find(({ id, isLost }) => id !== entry.connectionId && !isLost);
      if (!other?.accepted || facts.starts.length > 1 || facts.isDisturbed) return undefined;
      // Its sockets close a moment after the end: the mistake is to come back, not to have two.
      if (facts.stateName === 'terminated') return undefined;
      return {
        message: `The app opened signaling on ${entry.connectionId} while ${other.id} was open.`,
        evidence: [other.accepted.seq],
      };
    },
  },
  {
    id: 'handshake-repeated',
    severity: 'warning',
    title: 'sends a handshake again on a socket whose handshake was accepted',
    would: 'Zoom today is expected to ignore it.',
    fix: 'Send one handshake on each socket, and wait for its response.',
    source: 'PROTOCOL.md §15.1, assumed',
    on: HANDSHAKES,
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      if (!socket?.accepted) return undefined;
      return {
        message: `${entry.type} came again on ${socket.id}.`,
        evidence: [socket.accepted.seq],
        subject: socket.kind,
      };
    },
  },
  {
    id: 'handshake-missing',
    severity: 'error',
    title: 'opens a socket and sends no handshake',
    would: 'Zoom today sends nothing on the socket, and is expected to close it.',
    fix: 'Send the handshake as soon as the socket is open: message 1 on signaling, message 3 on a media socket.',
    source: 'PROTOCOL.md §15.1, assumed',
    timed: true,
    on: ['connection closed'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      if (entry.detail['reason'] !== 'Handshake timeout' || (socket?.received ?? 0) > 0) return undefined;
      const { socket: kind = 'signaling' } = entry;
      return { message: `The app opened a ${kind} socket and sent nothing on it.`, subject: kind };
    },
  },
  {
    id: 'message-before-handshake',
    severity: 'error',
    title: 'sends another message before the handshake',
    would: 'Zoom today is expected to ignore it.',
    fix: 'Send the handshake first, wait for its response, then send other messages.',
    source: 'PROTOCOL.md §8.1',
    on: ['note refused'],
    judge: (entry, facts) => {
      const { violation, reason } = mistakeOf(entry);
      if (violation !== 'msg-type-unknown' || !/in state handshaking/.test(reason)) return undefined;
      if (facts.socketOf(entry)?.accepted || isOnWrongSocket(reason, entry.socket)) return undefined;
      return { message: `${reason}.`, subject: entry.socket ?? '' };
    },
  },
];

/** True for the explanation of a message that belongs on a socket of the other kind only: another rule says so. */
function isOnWrongSocket(reason: string, socket: 'signaling' | 'media' = 'signaling'): boolean {
  const type = unexpectedType(reason);
  if (type === undefined || belongs(type, socket)) return false;
  return belongs(type, socket === 'media' ? 'signaling' : 'media');
}
