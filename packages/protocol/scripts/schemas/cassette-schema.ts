/** Builds the JSON Schema of one line of a cassette. */
import {
  CASSETTE_CAPABILITIES,
  CASSETTE_FORMAT,
  CASSETTE_RECORDERS,
  CASSETTE_VERSION,
  PAYLOAD_MODES,
  REDACTABLE,
} from '../../src/cassette/index.js';
import type { Schema } from './schema.js';

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const FREE = { type: 'object' };
const MS = {
  type: 'number',
  description: 'Monotonic time since startedAtUnixMs, in milliseconds, with up to three decimals.',
};
const ID = { type: 'string', description: 'Id of the connection, such as s1, m1 or w1.' };
const DIRECTION = { enum: ['to-app', 'to-service'] };
const CONTENT = {
  description:
    'A JSON object or array: without white space it is the text that was sent. A string: the text itself.',
};

/** Schema of every line: the header, or one of the arrays. */
export function cassetteSchema(): Schema {
  const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });
  const definitions = { Header: header(), ...lines() };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'CassetteLine',
    title: 'One line of a cassette',
    description: 'The first line of a cassette is a Header; each further line is one of the arrays.',
    anyOf: Object.keys(definitions).map(ref),
    definitions,
  };
}

function header(): Schema {
  const properties = {
    format: { const: CASSETTE_FORMAT },
    version: { type: 'integer', const: CASSETTE_VERSION },
    generation: { enum: ['string', '2025', '2026'] },
    recorder: { enum: CASSETTE_RECORDERS },
    product: object({ name: TEXT, version: TEXT }, ['name', 'version']),
    startedAtUnixMs: { type: 'number', description: 'Unix time of ms 0, in milliseconds.' },
    startedAt: { type: 'string', description: 'The same time in ISO 8601.' },
    payload: { enum: PAYLOAD_MODES },
    redacted: { type: 'array', items: { enum: REDACTABLE } },
    capabilities: { type: 'array', items: { enum: CASSETTE_CAPABILITIES } },
  };
  return object(properties, Object.keys(properties));
}

function lines(): { readonly [name: string]: Schema } {
  const nullable = { type: ['string', 'null'] };
  return {
    Open: line(
      ID,
      'to-service',
      ['open'],
      [object({ socket: { enum: ['signaling', 'media'] }, url: TEXT, streamId: TEXT }, ['socket'])],
    ),
    Message: line(ID, DIRECTION, ['text', 'binary'], [CONTENT, messageMeta()], 1),
    Ping: line(ID, DIRECTION, ['ping', 'pong'], [{ type: 'string', contentEncoding: 'base64' }], 0),
    Close: line(
      ID,
      { enum: ['to-app', 'to-service', null] },
      ['close'],
      [{ type: 'integer' }, TEXT, object({ streamId: TEXT, detail: FREE }, [])],
      2,
    ),
    Webhook: line(
      ID,
      'to-app',
      ['webhook'],
      [
        object(
          {
            event: TEXT,
            streamId: TEXT,
            url: TEXT,
            headers: { type: 'object', additionalProperties: TEXT },
            body: CONTENT,
            shortened: { const: true },
            detail: FREE,
          },
          ['event', 'body'],
        ),
      ],
    ),
    Answer: line(
      ID,
      'to-service',
      ['answer'],
      [
        object(
          { status: { type: 'integer' }, body: TEXT, error: TEXT, event: TEXT, streamId: TEXT, detail: FREE },
          [],
        ),
      ],
    ),
    Journal: line(
      nullable,
      null,
      ['state', 'connection', 'fault', 'note'],
      [TEXT, FREE, object({ streamId: TEXT, socket: { enum: ['signaling', 'media'] } }, [])],
      2,
    ),
  };
}

function messageMeta(): Schema {
  const payload = object({ bytes: COUNT, sha256: TEXT, file: TEXT, offset: COUNT }, ['bytes']);
  return object(
    {
      encoding: { const: 'base64' },
      payload,
      redacted: { const: true },
      shortened: { const: true },
      streamId: TEXT,
      type: TEXT,
      detail: FREE,
    },
    [],
  );
}

/** `required`: number of items after the kind that must be there; all by default. */
function line(
  connection: object,
  direction: object | string | null,
  kinds: readonly string[],
  rest: readonly object[],
  required: number = rest.length,
): Schema {
  const fixed = typeof direction === 'object' && direction !== null ? direction : { const: direction };
  const items = [MS, connection, fixed, { enum: kinds }, ...rest];
  return { type: 'array', items, minItems: 4 + required };
}

function object(properties: { readonly [name: string]: object }, required: readonly string[]): Schema {
  return { type: 'object', properties, ...(required.length > 0 && { required }) } as Schema;
}
