/** Kinds of value that only settings take. */
import { isIP } from 'node:net';
import { array, numberKind, positiveNumber, stringKind, type Kind } from '../input/kinds.js';
import { normalizedOrigin } from '../input/origin.js';
import { bad, good, mustBe, type Reading } from '../input/reading.js';

/** A port to listen on. */
export const PORT: Kind<number> = numberKind(
  'a port number from 0 to 65535 (0 takes any free port)',
  (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  'PORT',
);

const HOST_FORM = 'an address to listen on, such as 127.0.0.1 or 0.0.0.0, without scheme and port';

/** An address or name to listen on. */
export const HOST: Kind<string> = stringKind(
  HOST_FORM,
  (text) =>
    isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) ? good(text) : mustBe(HOST_FORM, text),
  'ADDRESS',
);

const PUBLIC_URL_FORM = 'a base of URLs such as wss://rtms.example.com';

/** Base of advertised URLs: ws, wss, http or https, no query. Read without slashes at its end. */
export const PUBLIC_URL: Kind<string> = stringKind(
  PUBLIC_URL_FORM,
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isKnown = ['ws:', 'wss:', 'http:', 'https:'].includes(url?.protocol ?? '');
    if (url === undefined || !isKnown || url.host === '' || url.search !== '' || url.hash !== '') {
      return mustBe(PUBLIC_URL_FORM, text);
    }
    return good(text.replace(/\/+$/, ''));
  },
  'URL',
);

const TOKEN_FORM = 'a string of 1 to 200 visible ASCII characters';

/** A secret that is sent in headers. */
export const API_TOKEN: Kind<string> = {
  accepts: TOKEN_FORM,
  argument: 'TOKEN',
  parse: readToken,
  read: readToken,
};

/** A wrong token is as secret as a right one, so messages do not show it. */
function readToken(value: unknown): Reading<string> {
  const isToken = typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
  return isToken ? good(value) : bad(`must be ${TOKEN_FORM}`);
}

const ORIGIN_FORM = 'an origin such as https://app.example.com, or null for pages without one';

/** The origin of a page, as browsers send it. */
const ORIGIN: Kind<string> = stringKind(
  ORIGIN_FORM,
  (text) =>
    /^(null|[a-z][a-z0-9+.-]*:\/\/[^\s/?#]*\/?)$/i.test(text.trim())
      ? good(normalizedOrigin(text.trim()))
      : mustBe(ORIGIN_FORM, text),
  'ORIGIN',
);

/** More origins than a developer lists. */
const MAX_ORIGINS = 100;

/** Origins of pages. */
export const ORIGINS: Kind<readonly string[]> = array(ORIGIN, MAX_ORIGINS);

const HOST_NAME_FORM = 'a host name such as rtms-mock or *.internal.example, without scheme and port';

/** A name by which requests reach the server; `*.` stands for any one label. */
const HOST_NAME: Kind<string> = stringKind(
  HOST_NAME_FORM,
  (text) => {
    const name = text.trim().toLowerCase().replace(/\.$/, '');
    const isName = /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name);
    return isName ? good(name) : mustBe(HOST_NAME_FORM, text);
  },
  'NAME',
);

/** More names than a server has. */
const MAX_HOST_NAMES = 100;

/** Names by which requests reach the server. */
export const HOST_NAMES: Kind<readonly string[]> = array(HOST_NAME, MAX_HOST_NAMES);

const FACTOR: Kind<number> = positiveNumber(1000, 'such as 10 for ten times as fast');

/** The speed of meetings; 1 is real time, and `max` virtual time that advances as fast as apps read. */
export const SPEED: Kind<number | 'max'> = {
  accepts: `${FACTOR.accepts}, or max`,
  argument: 'NUMBER|max',
  schema: { type: ['number', 'string'] },
  read: readSpeed,
  parse: readSpeed,
};

function readSpeed(value: unknown): Reading<number | 'max'> {
  if (value === 'max') return good(value);
  const reading = FACTOR.read(value);
  return reading.ok ? reading : mustBe(SPEED.accepts, value);
}

/** The start of a sequence of random numbers. */
export const SEED: Kind<number> = numberKind('a whole number from 0 to 4294967295', (text) =>
  /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : undefined,
);
