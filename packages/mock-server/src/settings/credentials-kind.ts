import { PROTOCOLS } from '../policies.js';
import type { App, Credentials } from '../credentials.js';
import { array, choice, dataKind, OBJECT, STRING, type Kind } from '../input/kinds.js';
import { object, optional, readObject, required, type Field } from '../input/object.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import { bad, good, within, withoutFound } from '../input/reading.js';

/** More than any account has. */
const MAX_ENTRIES = 100_000;

const APP = {
  clientId: required(STRING),
  clientSecret: required(STRING),
  protocol: optional(choice(PROTOCOLS)),
  webhookUrl: optional(WEBHOOK_URL),
  secretToken: optional(STRING),
} satisfies { readonly [K in keyof App]?: Field };

const FIELDS = {
  apps: required(array(object(APP, { unknown: 'ignore' }), MAX_ENTRIES), '', 'See DEV_CREDENTIALS.'),
  streams: required(array(OBJECT, MAX_ENTRIES), '', 'An empty array stands for none.'),
  secretToken: required(STRING),
} satisfies { readonly [K in keyof Credentials]: Field };

/** Credentials of a program. They are passed on unchanged, because the program may replace them at any time. */
export const CREDENTIALS: Kind<Credentials> = dataKind('an object such as DEV_CREDENTIALS', (value) => {
  const reading = readObject(FIELDS, value, {
    accepts: 'an object such as DEV_CREDENTIALS',
    unknown: 'ignore',
  });
  if (!reading.ok) return withoutFound(reading);
  if (reading.value.apps.length === 0) return within('apps', bad('must be an array with at least one app'));
  return good(value as Credentials);
});
