/** Parts of the descriptions of calls. */

/** Description of one call. */
export interface Operation {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly operationId: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  /** Absent: the API token, if the server has one. */
  readonly security?: readonly object[];
  readonly responses: { readonly [status: string]: object };
}

/** Refers to a schema of the document. */
export function schemaOf(schema: string): object {
  return { schema: { $ref: `#/components/schemas/${schema}` } };
}

/** A JSON body. */
export function json(schema: string): object {
  return { 'application/json': schemaOf(schema) };
}

/** A response with a JSON body. */
export function answers(description: string, schema: string): object {
  return { description, content: json(schema) };
}

/** A response with a text. */
export function answersText(description: string, mediaType = 'text/plain'): object {
  return { description, content: { [mediaType]: { schema: { type: 'string' } } } };
}

/** The body of a request. */
export function body(schema: string, required = true): object {
  return { required, content: json(schema) };
}

/** Error responses of every call that changes something. */
export const REFUSALS = {
  '400': answers('The body is not valid.', 'Error'),
  '403': answers('Not for pages of other sites, nor under other host names.', 'Error'),
  '413': answers('The body is longer than 64 KiB.', 'Error'),
  '415': answers('The content type is not application/json.', 'Error'),
};
/** Response to a stream id that does not exist. */
export const UNKNOWN_STREAM = { '404': answers('No such stream.', 'Error') };

/** The path parameter `streamId`. */
export const STREAM_ID = {
  name: 'streamId',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description: '`rtms_stream_id` of the webhook.',
};

/** A query parameter. */
export function query(name: string, description: string, schema: object = { type: 'string' }): object {
  return { name, in: 'query', required: false, description, schema };
}

/** Calls by path and method. */
export type Paths = { readonly [path: string]: { readonly [method: string]: Operation } };
