/** Rules about media sockets and their handshake. */
import {
  checkMediaType,
  checkMediaTypeMask,
  mediaTypesOf,
  negotiateMediaParams,
  type MessageProblem,
} from '@rtms-mock/protocol';
import type { JournalEntry } from '../../journal.js';
import { fieldsOf, mistakeOf, numberOf, sentenceOf, shown, stringOf } from '../entry-reading.js';
import type { KeptEntry } from '../kept-entry.js';
import type { Rule } from '../rule.js';
import { refusalRule, statusToday } from './refusals.js';

const REQUEST = ['message received DATA_HAND_SHAKE_REQ'];

/** Problem of the media parameters as the service of today finds it; `undefined` if it accepts them. */
function paramsProblem(
  { detail }: JournalEntry,
  reading: 'compatible' | 'strict',
): MessageProblem | undefined {
  const { media_type, media_params } = detail;
  if (detail['problem'] !== undefined || checkMediaType(media_type)) return undefined;
  const types = mediaTypesOf(numberOf(media_type) ?? 0);
  const result = negotiateMediaParams(types, media_params, { generation: '2026', reading });
  return result.ok ? undefined : result.problem;
}

/** Rules about `media_type`, the order and the number of media sockets. */
export const MEDIA_SOCKET_RULES: readonly Rule[] = [
  {
    id: 'media-type-mask',
    severity: 'error',
    title: 'requests several media types with a mask',
    would: `Zoom today refuses it with ${statusToday('media-type-mask')}, answers nothing more on the socket and closes it after 90 s.`,
    fix: 'Open one socket for each type, or one with media_type 32 for all.',
    source: 'PROTOCOL.md §9.3, observed',
    on: REQUEST,
    judge: ({ detail }) => {
      const { media_type } = detail;
      if (checkMediaType(media_type) || !checkMediaTypeMask(numberOf(media_type) ?? 0)) return undefined;
      return {
        message: `media_type ${shown(media_type)} is a mask of several types.`,
        would: `Zoom today refuses media_type ${shown(media_type)} with ${statusToday('media-type-mask')}, answers nothing more on the socket and closes it after 90 s.`,
      };
    },
  },
  {
    id: 'media-type-invalid',
    severity: 'error',
    title: 'requests a media_type that does not exist',
    would: `Zoom today refuses it with ${statusToday('media-type-missing')} or ${statusToday('media-type-invalid')}.`,
    fix: 'Send media_type 1 (audio), 2 (video), 4 (screen share), 8 (transcript), 16 (chat) or 32 (all), as a number.',
    source: 'PROTOCOL.md §18.7',
    on: REQUEST,
    judge: ({ detail }) => {
      const problem = detail['problem'] === undefined ? checkMediaType(detail['media_type']) : undefined;
      if (!problem) return undefined;
      return {
        message: sentenceOf(problem.reason),
        would: `Zoom today refuses it with ${statusToday(problem.violation)}.`,
      };
    },
  },
  refusalRule({
    id: 'media-not-in-scope',
    violations: [
      'audio-not-in-scope',
      'video-not-in-scope',
      'deskshare-not-in-scope',
      'transcript-not-in-scope',
      'chat-not-in-scope',
    ],
    title: 'requests media that is not in the scopes of the app',
    fix: 'Add the scope to the app and let its users authorize it again, or do not request this media.',
    source: 'PROTOCOL.md §7.3',
  }),
  refusalRule({
    id: 'media-socket-duplicate',
    violations: ['media-duplicate', 'media-all-exists'],
    title: 'opens a second media socket for the same type, or beside one for all',
    fix: 'Open one socket for each type, or one socket with media_type 32.',
    source: 'PROTOCOL.md §4.5',
  }),
  refusalRule({
    id: 'media-before-signaling',
    violations: ['signaling-absent'],
    title: 'opens a media socket before signaling',
    fix: 'Wait for SIGNALING_HAND_SHAKE_RESP (message 2) with status 0, then open the media URLs in it.',
    source: 'PROTOCOL.md §8.1',
    applies: (_entry, facts) => facts.closed.signaling?.socket.accepted === undefined,
  }),
  {
    id: 'media-socket-missing',
    severity: 'note',
    title: 'has signaling, and opens no media socket',
    would: 'Zoom today sends events and states, and no media.',
    fix: 'Open a URL of media_server.server_urls (message 2), and send DATA_HAND_SHAKE_REQ (message 3).',
    source: 'PROTOCOL.md §4.5',
    timed: true,
    on: ['state terminated'],
    judge: (entry, facts) => {
      const accepted = facts.accepted('signaling')[0]?.accepted;
      if (!accepted || facts.hasTriedMedia || facts.since(accepted, entry) < MEDIA_MS) return undefined;
      return {
        message: 'The app opened no media socket until the stream ended.',
        evidence: [accepted.seq],
        ...(!facts.hasSubscribed && { severity: 'error' as const }),
      };
    },
  },
];

/** Real time in which any app opens its media sockets, in milliseconds. */
const MEDIA_MS = 5000;

/** Rules about `media_params`. */
export const MEDIA_PARAMS_RULES: readonly Rule[] = [
  {
    id: 'media-params-invalid',
    severity: 'error',
    title: 'requests media parameters that cannot be combined, or do not exist',
    would: 'Zoom today refuses the media handshake with the status of the parameter, 17 to 43.',
    fix: 'Use values of the tables, in combinations that exist.',
    source: 'PROTOCOL.md §11.2',
    on: REQUEST,
    judge: (entry) => {
      const problem = paramsProblem(entry, 'compatible');
      if (!problem) return undefined;
      return {
        message: sentenceOf(problem.reason),
        would: `Zoom today refuses it with ${statusToday(problem.violation)}.`,
      };
    },
  },
  {
    id: 'media-params-undocumented',
    severity: 'note',
    title: 'requests media parameters that the documents do not permit',
    would: 'Zoom does not document it; published programs request such values and were served.',
    fix: 'Use documented values: content_type 2 with L16, send_rate up to 1000, fps up to 5 with JPG and up to 1 for screen share.',
    source: 'PROTOCOL.md §11.2, observed',
    on: REQUEST,
    judge: (entry) => {
      const problem = paramsProblem(entry, 'compatible') ? undefined : paramsProblem(entry, 'strict');
      return problem && { message: sentenceOf(problem.reason) };
    },
  },
  {
    id: 'media-params-of-2025',
    severity: 'warning',
    title: 'requests media parameters of the generation 2025',
    would: 'Zoom today has other names for these parameters; it may ignore the old ones.',
    fix: 'Write transcript.src_language in place of language, and audio.send_rate in place of frame_size.',
    source: 'PROTOCOL.md §11.4',
    on: REQUEST,
    judge: ({ detail }, facts) => {
      // The service that the stream simulates documents these names.
      if (facts.protocol === '2025') return undefined;
      const { audio, transcript } = fieldsOf(detail['media_params']);
      const { language, src_language } = fieldsOf(transcript);
      const old = [
        ...(language !== undefined && src_language === undefined ? ['transcript.language'] : []),
        ...(fieldsOf(audio)['frame_size'] !== undefined ? ['audio.frame_size'] : []),
      ];
      if (old.length === 0) return undefined;
      return { message: `The media handshake has ${old.join(' and ')}, which 2026 does not document.` };
    },
  },
  {
    id: 'encryption-requested',
    severity: 'note',
    title: 'requests encryption of the payload',
    would:
      'Zoom no longer documents payload_encryption, and has never published how to decrypt; rtms-mock-1 is a scheme of this server.',
    fix: 'Be ready to receive plain media: read payload_encryption of DATA_HAND_SHAKE_RESP (message 4).',
    source: 'PROTOCOL.md §12.5',
    on: REQUEST,
    judge: ({ detail }) => {
      if (detail['payload_encryption'] !== true) return undefined;
      return { message: 'payload_encryption is true.' };
    },
  },
];

/** Rules about the video of one participant. */
export const VIDEO_SELECTION_RULES: readonly Rule[] = [
  {
    id: 'video-selection-refused',
    severity: 'error',
    title: 'selects video that cannot be selected',
    would: 'Zoom today refuses the selection with a status.',
    fix: 'Open a video socket with data_opt 4 first, and select a user_id of event 8, once.',
    source: 'PROTOCOL.md §9.16, assumed',
    on: ['message sent VIDEO_SUBSCRIPTION_RESP'],
    judge: ({ detail }) => {
      const { reason, user_id } = detail;
      const status = stringOf(detail['status']);
      if (status === 'STATUS_OK' || status === undefined) return undefined;
      return {
        message: `The selection of participant ${shown(user_id)} was refused: ${String(reason)}.`,
        would: `Zoom today refuses it with ${status.replace(/^STATUS_/, '')}.`,
      };
    },
  },
  {
    id: 'video-selection-missing',
    severity: 'warning',
    title: 'opens a video socket with data_opt 4, and selects no participant',
    would: 'Zoom today sends no video on it before the first VIDEO_SUBSCRIPTION_REQ (message 28).',
    fix: 'Send VIDEO_SUBSCRIPTION_REQ with a user_id of event 8, or use data_opt 3 for the active speaker.',
    source: 'PROTOCOL.md §9.16',
    timed: true,
    on: ['state terminated'],
    judge: (entry, facts) => {
      const socket = facts.accepted('media').find(({ accepted }) => choosesVideo(accepted));
      if (!socket?.accepted || facts.videoSelections > 0) return undefined;
      if (facts.since(socket.accepted, entry) < MEDIA_MS) return undefined;
      return {
        message: 'The app selected no participant until the stream ended.',
        evidence: [socket.accepted.seq],
      };
    },
  },
];

function choosesVideo(accepted: KeptEntry | undefined): boolean {
  const { video } = fieldsOf(accepted?.detail['params']);
  return fieldsOf(video)['data_opt'] === 4;
}

/** Mistakes of malformed media parameters, for rules about refusals in general. */
export function isMediaMistake(entry: JournalEntry): boolean {
  const { field, violation } = mistakeOf(entry);
  return field?.startsWith('media_params') === true || violation?.startsWith('media-') === true;
}
