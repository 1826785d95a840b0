/** Rules about the receiver of webhooks. */
import type { JournalEntry } from '../../journal.js';
import { fieldsOf, numberOf, sentenceOf, stringOf } from '../entry-reading.js';
import type { Finding, Rule } from '../rule.js';

/** Products as the names of their webhooks begin. */
const PRODUCTS = ['meeting.', 'webinar.', 'session.', 'contact_center.voice_', 'phone.'];

/** Occasions: the outcomes of a stream's webhooks. */
const OUTCOMES = ['rtms_started', 'rtms_stopped', 'rtms_interrupted', 'rtms.started', 'rtms.stopped'].flatMap(
  (name) => PRODUCTS.map((product) => `webhook received ${product}${name}`),
);

/** The response to a webhook, as far as its entry has it. */
interface Outcome {
  readonly status: string | undefined;
  readonly httpStatus: number;
  readonly ms: number;
  readonly isLate: boolean;
  readonly code: string;
  readonly message: string;
}

function outcomeOf({ detail }: JournalEntry): Outcome {
  const outcome = fieldsOf(detail['outcome']);
  return {
    status: stringOf(outcome['status']),
    httpStatus: numberOf(outcome['httpStatus']) ?? 0,
    ms: numberOf(outcome['ms']) ?? 0,
    isLate: outcome['late'] === true,
    code: stringOf(outcome['code']) ?? '',
    message: stringOf(outcome['message']) ?? '',
  };
}

/**
 * Severity and subject of a finding. Without `rtms_started` an app misses a meeting; another webhook that comes again does
 * little harm, and an app may not have subscribed to it.
 */
function ofMoment(entry: JournalEntry): Pick<Finding, 'subject' | 'severity'> {
  const isStart = entry.type.endsWith('started');
  return isStart ? { subject: 'start' } : { subject: 'other', severity: 'warning' };
}

/** Failures that are no fault of the app. */
const NOT_OF_THE_APP: ReadonlySet<string> = new Set(['cancelled', 'bad-url']);

/** Returns what to change in an app that has refused a webhook with a status. */
export function fixOfRefusal(httpStatus: number): string {
  if (httpStatus >= 300 && httpStatus < 400) {
    return 'Give the URL that the redirect leads to: redirects are not followed. Answer 200 or 204 there.';
  }
  if (httpStatus === 404 || httpStatus === 405) {
    return 'Correct the path of the webhook URL, or answer POST there with 200 or 204, to every webhook.';
  }
  return httpStatus >= 500 ? `Look for an error in the log of the app. ${ANSWER_200}` : ANSWER_200;
}

/**
 * Returns what to change in an app that does not connect. `hasJoined`: apps have connected to this server before, so they
 * have their client id and secret.
 */
export function fixOfAbsence(hasJoined: boolean): string {
  return hasJoined ? CONNECT : `${CONNECT} ${LACKS_SECRET}`;
}

const CONNECT =
  'On rtms_started, open the URL in server_urls, and send SIGNALING_HAND_SHAKE_REQ (message 1).';

/** Libraries throw, and some apps only log it. */
const LACKS_SECRET =
  'No app has connected so far: one that tries to may lack the client id and secret of the server (ZM_RTMS_CLIENT and ZM_RTMS_SECRET for the SDK), which its log says.';

/** Returns what to change in an app that has not answered a webhook. `code`: that of the outcome. */
export function fixOfFailure(code: string): string {
  switch (code) {
    case 'timeout':
      return 'Answer 200 at once, and do the work afterwards.';
    case 'connection-closed':
      return 'Answer 200 before the connection is closed; look for a crash in the log of the app.';
    case 'tls':
    case 'not-http':
      return 'Serve the protocol of the webhook URL there, http or https, and answer 200 at once.';
    default:
      return LISTEN;
  }
}

const ANSWER_200 = 'Answer 200 or 204 to every webhook, also to those that the app does not use.';

const LISTEN = 'Listen at the webhook URL, and answer 200 at once.';

const SENT_AGAIN =
  'Zoom today counts it as a failure, and sends the webhook again after 5, 20 and 60 minutes.';

/** Rules about the responses to the webhooks of a stream. */
export const WEBHOOK_RULES: readonly Rule[] = [
  {
    id: 'webhook-late',
    severity: 'error',
    title: 'answers a webhook after more than 3 s',
    would: SENT_AGAIN,
    fix: 'Answer 200 at once, and do the work afterwards.',
    source: 'PROTOCOL.md §6.1',
    timed: true,
    judgesNames: true,
    on: OUTCOMES,
    judge: (entry) => {
      const { status, isLate, ms, httpStatus } = outcomeOf(entry);
      if (status !== 'delivered' || !isLate) return undefined;
      return {
        message: `The app answered ${entry.type} with ${httpStatus} after ${ms} ms.`,
        ...ofMoment(entry),
      };
    },
  },
  {
    id: 'webhook-refused',
    severity: 'error',
    title: 'answers a webhook with another status than 200 and 204',
    would: SENT_AGAIN,
    fix: ANSWER_200,
    source: 'PROTOCOL.md §6.1',
    judgesNames: true,
    on: OUTCOMES,
    judge: (entry, facts) => {
      const { status, httpStatus } = outcomeOf(entry);
      if (status !== 'refused' || isRefusedSignature(httpStatus) || facts.hasChangedWebhooks)
        return undefined;
      return {
        message: `The app answered ${entry.type} with ${httpStatus}.`,
        fix: fixOfRefusal(httpStatus),
        ...ofMoment(entry),
      };
    },
  },
  {
    id: 'webhook-signature-refused',
    severity: 'error',
    title: 'refuses the signature of a correctly signed webhook',
    would: SENT_AGAIN,
    fix: 'Give the app the secret token that the server signs with. Compute the HMAC over the bytes of the body as they arrived, with the token as key, and compare it with the header x-zm-signature.',
    source: 'PROTOCOL.md §6.2',
    judgesNames: true,
    on: OUTCOMES,
    judge: (entry, facts) => {
      const { status, httpStatus } = outcomeOf(entry);
      if (status !== 'refused' || !isRefusedSignature(httpStatus) || facts.hasChangedWebhooks) {
        return undefined;
      }
      const { changedBy } = fieldsOf(entry.detail['outcome']);
      const libraries = Array.isArray(changedBy) && changedBy.length > 0 ? changedBy.join(', ') : undefined;
      return {
        message: `The app answered ${entry.type} with ${httpStatus}.`,
        ...(libraries !== undefined && {
          fix: `Check the secret token, and compute the HMAC over the bytes of the body as they arrived: ${libraries} write parsed JSON with other bytes.`,
        }),
      };
    },
  },
  {
    id: 'webhook-unanswered',
    severity: 'error',
    title: 'does not answer a webhook',
    would: SENT_AGAIN,
    fix: LISTEN,
    source: 'PROTOCOL.md §6.1',
    judgesNames: true,
    on: OUTCOMES,
    judge: (entry, facts) => {
      const { status, code, message } = outcomeOf(entry);
      if (status !== 'failed' || NOT_OF_THE_APP.has(code) || facts.hasChangedWebhooks) return undefined;
      return {
        message: `The app did not answer ${entry.type}: ${message}`,
        fix: fixOfFailure(code),
        ...ofMoment(entry),
      };
    },
  },
  {
    id: 'never-joined',
    severity: 'error',
    title: 'accepts rtms_started and never connects',
    would: 'Zoom today ends the stream; the app receives nothing of it.',
    fix: CONNECT,
    source: 'PROTOCOL.md §14.2, assumed',
    timed: true,
    on: ['state terminated'],
    judge: (entry, facts) => {
      const start = facts.starts.at(-1);
      const hasTried =
        facts.hasBeenRefused ||
        facts.closed.signaling !== undefined ||
        facts.accepted('signaling').length > 0;
      if (!start || hasTried || facts.sockets.size > 0 || facts.stateName !== 'created') return undefined;
      if (facts.startOutcome === 'refused' || facts.startOutcome === 'failed') return undefined;
      if (facts.since(start, entry) < JOIN_MS) return undefined;
      const seconds = Math.round(facts.since(start, entry) / 1000);
      return {
        message: `No connection came in the ${seconds} s between ${start.type} and the end of the stream.`,
        evidence: [start.seq],
        fix: fixOfAbsence(facts.apps.hasJoined),
      };
    },
  },
];

/** Real time in which any app connects, in milliseconds. */
const JOIN_MS = 5000;

function isRefusedSignature(httpStatus: number): boolean {
  return httpStatus === 401 || httpStatus === 403;
}

/** Rules about the validation of the webhook URL. */
export const VALIDATION_RULES: readonly Rule[] = [
  {
    id: 'url-validation-wrong',
    severity: 'error',
    title: 'answers the URL validation incorrectly',
    would: 'Zoom today does not accept the URL, and sends no webhooks to it.',
    fix: 'Answer endpoint.url_validation with 200 and {plainToken, encryptedToken}, where encryptedToken is the lowercase hex HMAC-SHA256 of plainToken with the secret token as key.',
    source: 'PROTOCOL.md §6.3',
    on: ['webhook received endpoint.url_validation'],
    judge: ({ detail }) => {
      const verdict = fieldsOf(detail['verdict']);
      if (verdict['ok'] !== false || NOT_OF_THE_APP.has(stringOf(verdict['code']) ?? '')) return undefined;
      const url = stringOf(detail['url']) ?? '';
      return { message: sentenceOf(stringOf(verdict['message']) ?? ''), subject: url };
    },
  },
];
