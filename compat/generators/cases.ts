/** Input of the generators' clients: the schemas, and the valid messages of the corpus. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATIONS, roundTripCases, schemaFiles } from '../../packages/protocol/test/languages/generate.js';

const SCHEMAS = fileURLToPath(new URL('../../packages/protocol/schemas', import.meta.url));

/** A message for the clients. */
export interface Frame {
  /** `2026/event-update`: the path of its schema without the ending. */
  readonly schema: string;
  readonly frame: object;
}

/** A message of the corpus, and what must be left of it after a round trip. */
export interface Case extends Frame {
  /** `2026/event-update/join`. */
  readonly name: string;
  readonly expected: object;
  /** Fields that the schema has. Types may keep or drop others. */
  readonly fields: readonly string[];
}

/** A string as timestamp, which no schema allows. The last of the cases. */
const INVALID: Frame = { schema: '2026/keep-alive-req', frame: { msg_type: 12, timestamp: 'now' } };

/** All valid messages, generation by generation. */
export function allCases(): Case[] {
  return GENERATIONS.flatMap((generation) => {
    const types = new Map(schemaFiles(generation).map((file) => [file.name, file]));
    return roundTripCases(generation).map(({ name, type, frame, expected }) => {
      const found = types.get(type);
      if (found === undefined) throw new Error(`there is no schema for ${name}`);
      const fields = Object.keys(found.schema.properties);
      return { name, schema: `${generation}/${found.file}`, frame, expected, fields };
    });
  });
}

/** Writes `schemas/` and `cases.json` into the folder of a client. */
export function writeInput(folder: string, cases: readonly Case[]): void {
  cpSync(SCHEMAS, join(folder, 'schemas'), { recursive: true });
  const frames: Frame[] = [...cases.map(({ schema, frame }) => ({ schema, frame })), INVALID];
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(frames));
}
