/** The messages that mutation starts from: the corpus of the protocol package, and values of its JSON Schemas. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from './random.js';
import { sampleOf, type Schema } from './schema-values.js';

/** Generations of the protocol. */
export const GENERATIONS = ['2025', '2026', 'string'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** An object with unchecked fields. */
export interface JsonObject {
  [field: string]: unknown;
}

/** A message before mutation. */
export interface Template {
  /** Message type in lower case, as the folder is called: `signaling-hand-shake-req`. */
  readonly message: string;
  /** The message as JSON; some of the corpus are not valid JSON. */
  readonly text: string;
}

/** Templates of one generation, by the side that sends them. */
export interface Templates {
  readonly client: readonly Template[];
  readonly server: readonly Template[];
}

/** All templates. */
export interface Corpus {
  readonly messages: { readonly [G in Generation]: Templates };
  /** Bodies of webhooks. */
  readonly webhooks: readonly Template[];
}

const PROTOCOL = fileURLToPath(new URL('../../packages/protocol', import.meta.url));

/** Values that are generated from each schema. */
const PER_SCHEMA = 12;

interface IndexEntry {
  readonly path: string;
  readonly generation: string;
  readonly places?: readonly { readonly from: string }[];
}

/** Reads the corpus and generates values from the schemas. The same seed gives the same templates. */
export function loadCorpus(seed: number): Corpus {
  const index = readJson(join(PROTOCOL, 'schemas/index.json')) as { readonly schemas: readonly IndexEntry[] };
  const templatesOf = (generation: Generation): Templates => {
    const entries = index.schemas.filter((entry) => entry.generation === generation);
    const from = (side: string): Template[] =>
      entries
        .filter(({ places }) => places?.some((place) => place.from === side))
        .flatMap(({ path }) => [...corpusOf(generation, nameOf(path)), ...generatedFrom(path, seed)]);
    return { client: from('client'), server: from('server') };
  };
  const messages = {
    '2025': templatesOf('2025'),
    '2026': templatesOf('2026'),
    string: templatesOf('string'),
  };
  const webhooks = readdirSync(join(PROTOCOL, 'schemas/webhooks')).flatMap((file) =>
    generatedFrom(`webhooks/${file}`, seed),
  );
  return { messages, webhooks };
}

function nameOf(path: string): string {
  return basename(path, '.schema.json');
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8')) as unknown;
}

/** Good and bad messages of the corpus. */
function corpusOf(generation: string, message: string): Template[] {
  const folder = join(PROTOCOL, 'corpus', generation, message);
  let files: string[];
  try {
    files = readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return files.map((file) => {
    const { frame, text } = readJson(join(folder, file)) as { frame?: object; text?: string };
    return { message, text: text ?? JSON.stringify(frame) };
  });
}

function generatedFrom(path: string, seed: number): Template[] {
  const schema = readJson(join(PROTOCOL, 'schemas', path)) as Schema;
  const schemaSeed = new Random(seed, path).int(2 ** 31);
  return sampleOf(schema, schema, schemaSeed, PER_SCHEMA).map((value) => ({
    message: nameOf(path),
    text: JSON.stringify(value),
  }));
}
