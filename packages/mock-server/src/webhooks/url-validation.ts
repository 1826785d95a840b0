import { createHash } from 'node:crypto';
import {
  answerUrlValidation,
  diagnoseEncryptedToken,
  verifyEncryptedToken,
} from '@rtms-mock/protocol/signature';
import { cut } from '../input/cut.js';
import { redact } from '../log.js';
import type { PostResult } from './http-post.js';
import { ANSWER_LIMIT_MS } from './retry.js';
import type { UrlValidationVerdict } from './webhook-outcome.js';

type Refusal = Extract<UrlValidationVerdict, { ok: false }>;

const EXPECTED = 'Expected status 200 and {"plainToken": "…", "encryptedToken": "…"}';

/** Checks a receiver's answer to the challenge `plainToken` as the real service does (PROTOCOL.md §6.3). */
export function judgeUrlValidation(
  result: PostResult,
  plainToken: string,
  secretToken: string,
): UrlValidationVerdict {
  const { ms } = result;
  const refuse = (code: Refusal['code'], message: string): Refusal => ({ ok: false, code, message, ms });
  if (!result.ok) return refuse(verdictCode(result.code), result.message);

  const { httpStatus, body } = result;
  if (httpStatus >= 300 && httpStatus < 400) {
    const target = result.location === undefined ? '' : ` to ${cut(result.location)}`;
    return refuse(
      'redirect',
      `Answered ${httpStatus}, a redirect${target}. Redirects are not followed: enter the final URL.`,
    );
  }
  if (httpStatus !== 200) {
    const hint = httpStatus === 404 || httpStatus === 405 ? ' Check the path of the URL.' : '';
    return refuse('wrong-status', `Answered ${httpStatus}. ${EXPECTED}.${hint}`);
  }
  if (body.trim() === '') {
    return refuse(
      'empty-body',
      'Answered 200 but without a body: the reply was probably sent before the challenge was handled. ' +
        'Handle endpoint.url_validation first and answer it with the JSON, then answer everything else.',
    );
  }
  const answer = parseObject(body);
  if (answer === undefined) {
    return refuse(
      'not-json',
      `Answered 200 with a body that is not a JSON object: ${excerpt(body)}. ${EXPECTED}.`,
    );
  }
  if (answer['plainToken'] !== plainToken) return refuse('wrong-token', wrongToken(answer, plainToken));
  const encrypted = answer['encryptedToken'];
  if (typeof encrypted !== 'string' || !verifyEncryptedToken(encrypted, plainToken, secretToken)) {
    return refuse('wrong-hash', wrongHash(encrypted, plainToken, secretToken));
  }
  if (ms > ANSWER_LIMIT_MS) {
    return refuse(
      'slow',
      `The answer is right but took ${ms} ms; the real service waits 3000 ms. Answer the challenge before doing anything else.`,
    );
  }
  return { ok: true, ms };
}

function verdictCode(code: Extract<PostResult, { ok: false }>['code']): Refusal['code'] {
  return code === 'bad-url' || code === 'timeout' || code === 'tls' ? code : 'unreachable';
}

function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as { readonly [key: string]: unknown }) : undefined;
}

function excerpt(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `"${line.slice(0, 60)}…"` : `"${line}"`;
}

function wrongToken(answer: { readonly [key: string]: unknown }, plainToken: string): string {
  const found = answer['plainToken'];
  if (found === undefined) {
    const keys = cut(Object.keys(answer).slice(0, 8).join(', '));
    return `The answer has no plainToken${keys === '' ? '' : ` (it has: ${keys})`}. ${EXPECTED}.`;
  }
  const shown = typeof found === 'string' ? excerpt(found) : `a ${found === null ? 'null' : typeof found}`;
  return `The answer's plainToken is ${shown}, sent was "${plainToken}". Echo payload.plainToken unchanged.`;
}

function wrongHash(found: unknown, plainToken: string, secretToken: string): string {
  const rule =
    'It must be the lowercase hex HMAC-SHA256 of payload.plainToken, keyed with the webhook secret token.';
  if (found === undefined) return `The answer has no encryptedToken. ${rule}`;
  if (typeof found !== 'string') return `encryptedToken must be a string, found a ${typeof found}. ${rule}`;
  const expected = answerUrlValidation(plainToken, secretToken).encryptedToken;
  return `encryptedToken is wrong (found ${redact(found)}, expected ${redact(expected)}): ${likelyMistake(found, plainToken, secretToken)} ${rule}`;
}

/** Recognises the most frequent mistakes by computing the hash with each of them. */
function likelyMistake(found: string, plainToken: string, secretToken: string): string {
  const mistake = diagnoseEncryptedToken({ encryptedToken: found, plainToken, secretToken });
  if (mistake !== undefined) return `${mistake}.`;
  if (found === answerUrlValidation(secretToken, plainToken).encryptedToken) {
    return 'key and message were exchanged.';
  }
  if (found === createHash('sha256').update(plainToken).digest('hex')) {
    return 'it is a plain SHA-256, made without the secret token.';
  }
  return 'most often the receiver uses another secret token; compare it with the one this server uses.';
}
