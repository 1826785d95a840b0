import { MessageType } from '../message-type.js';
import type { Message } from '../messages/index.js';
import { describe, isJsonObject, type JsonObject } from './fields.js';
import { SERVER_FIELDS, type FieldRule, type FieldTable, type FieldType } from './server-fields.js';

/** A field of a server's message that has the wrong type or is missing. */
export interface FieldProblem {
  /** Path of the field, for example `event.participants[0].user_id`. */
  readonly field: string;
  /** Explanation: the expected type and the received value, shortened to 40 characters. */
  readonly reason: string;
}

/**
 * Checks the types of the fields of a decoded message from a server, of any generation; `undefined` if they are
 * right. Decoding does not check them. Unknown fields pass, and so do messages that only clients send. Optional
 * fields may be absent or null.
 */
export function checkServerMessage(message: Message): FieldProblem | undefined {
  if (isUsualMedia(message)) return undefined;
  const table = SERVER_FIELDS[message.msg_type];
  return table && checkFields(message as unknown as JsonObject, table, '');
}

/** The result for nearly all media, without a walk through the table: there may be thousands of frames a second. */
function isUsualMedia(message: Message): boolean {
  if (message.msg_type < MessageType.MEDIA_DATA_AUDIO || message.msg_type > MessageType.MEDIA_DATA_SHARE) {
    return false;
  }
  const { content } = message as { content?: unknown };
  if (!isJsonObject(content)) return false;
  const { user_id, user_name, data, length, timestamp, channel_id, start_time, end_time } = content;
  return (
    typeof data === 'string' &&
    typeof timestamp === 'number' &&
    (typeof user_id === 'number' || (user_id === undefined && channel_id !== undefined)) &&
    (user_name === undefined || typeof user_name === 'string') &&
    (length === undefined || typeof length === 'number') &&
    (channel_id === undefined || typeof channel_id === 'string') &&
    start_time === undefined &&
    end_time === undefined
  );
}

function checkFields(body: JsonObject, table: FieldTable, within: string): FieldProblem | undefined {
  for (const [name, rule] of Object.entries(table)) {
    const found = checkField(body[name], rule, within === '' ? name : `${within}.${name}`);
    if (found) return found;
  }
  return undefined;
}

function checkField(value: unknown, rule: FieldRule, path: string): FieldProblem | undefined {
  if (value === undefined || value === null) {
    return rule.required ? wrongType(path, rule.type, value) : undefined;
  }
  if (!hasType(value, rule.type)) return wrongType(path, rule.type, value);
  const { fields } = rule;
  if (!fields) return undefined;
  return Array.isArray(value)
    ? checkEntries(value, fields, path)
    : checkFields(value as JsonObject, fields, path);
}

function checkEntries(
  entries: readonly unknown[],
  fields: FieldTable,
  path: string,
): FieldProblem | undefined {
  for (const [index, entry] of entries.entries()) {
    const entryPath = `${path}[${index}]`;
    if (!isJsonObject(entry)) return wrongType(entryPath, 'object', entry);
    const found = checkFields(entry, fields, entryPath);
    if (found) return found;
  }
  return undefined;
}

function hasType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'id':
      return typeof value === 'string' || typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return typeof value === type;
  }
}

const TYPE_NAMES: { readonly [Type in FieldType]: string } = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  id: 'a number or a string',
  object: 'an object',
  array: 'an array',
};

function wrongType(field: string, type: FieldType, value: unknown): FieldProblem {
  return { field, reason: `${field} must be ${TYPE_NAMES[type]}, found ${describe(value)}` };
}
