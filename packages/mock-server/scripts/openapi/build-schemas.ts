/** Makes the schemas of the OpenAPI document out of the types of bodies. Nothing is written here. */
import { fileURLToPath } from 'node:url';
import TJS from 'typescript-json-schema';

/** A JSON Schema, as far as it is touched here. */
interface Schema {
  readonly [keyword: string]: unknown;
}

const FILES = [
  'control/api-bodies.ts',
  'control/observing-bodies.ts',
  'control/health-bodies.ts',
  'control/page-bodies.ts',
  'control/cassette-bodies.ts',
  'control/time-bodies.ts',
  'control/live/live-messages.ts',
  'control/legacy-bodies.ts',
  'figures/server-figures.ts',
  'rest/rest-bodies.ts',
  'meetings/ground-truth.ts',
  'server/snapshot.ts',
  'webhooks/webhook-outcome.ts',
].map((path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));

/** Types that have a schema of their own in the document, by the name that it has there. All others are inlined. */
const TYPES: { readonly [schema: string]: string } = {
  Error: 'ErrorBody',
  StreamState: 'StreamStateName',
  StartMeeting: 'StartMeeting',
  StartedMeeting: 'StartedMeeting',
  WebhookOutcome: 'WebhookAnswer',
  Stream: 'StreamView',
  StreamWithWebhook: 'StreamWithWebhook',
  StreamDetails: 'StreamDetails',
  StreamTiming: 'StreamTiming',
  ServerFigures: 'ServerFigures',
  NodeFigures: 'NodeFigures',
  Histogram: 'HistogramView',
  StreamList: 'StreamList',
  Connection: 'ConnectionView',
  Person: 'PersonView',
  MediaCounters: 'MediaCounters',
  Action: 'Action',
  ActionOnMeetings: 'ActionOnMeetings',
  ActionDone: 'ActionDone',
  ActionResults: 'ActionResults',
  JournalEntry: 'JournalEntry',
  JournalPage: 'JournalPage',
  WaitTimeout: 'WaitTimeout',
  ServerSnapshot: 'ServerSnapshot',
  GroundTruth: 'GroundTruth',
  ResetDone: 'ResetDone',
  Verdict: 'Verdict',
  VerdictList: 'VerdictList',
  AllVerdicts: 'AllVerdicts',
  ValidateUrl: 'ValidateUrl',
  UrlVerdict: 'UrlVerdict',
  ScenarioList: 'ScenarioList',
  CassetteList: 'CassetteList',
  Step: 'StepBody',
  StepDone: 'StepDone',
  StepList: 'StepList',
  TimeNow: 'TimeNow',
  AdvanceTime: 'AdvanceTime',
  AdvancedTime: 'AdvancedTime',
  ServerFacts: 'ServerFacts',
  ExplainSteps: 'ExplainSteps',
  StepExplanations: 'StepExplanations',
  CheckScenario: 'CheckScenario',
  ScenarioVerdict: 'ScenarioVerdict',
  HandshakeSignature: 'HandshakeSignature',
  ServerEvent: 'ServerEvent',
  SpokenAudio: 'SpokenAudio',
  HeldMessages: 'HeldMessages',
  HeldMessage: 'HeldView',
  ReleaseHeld: 'ReleaseHeld',
  HeldDone: 'HeldDone',
  WatchServerMessage: 'WatchServerMessage',
  LiveServerMessage: 'LiveServerMessage',
  LiveControl: 'LiveControl',
  LiveHello: 'LiveHello',
  TokenRequest: 'TokenRequest',
  Token: 'Token',
  TokenError: 'TokenErrorBody',
  AppStatus: 'AppStatus',
  RestError: 'RestErrorBody',
  WsHealth: 'WsHealth',
  LegacyValidate: 'LegacyValidate',
  LegacyVerdict: 'LegacyVerdict',
  LegacySend: 'LegacySend',
  LegacyStop: 'LegacyStop',
  LegacyAnswer: 'LegacyAnswer',
};

/** Schemas by their names in the document. Takes about two seconds. */
export function buildOpenapiSchemas(): { readonly [name: string]: Schema } {
  const program = TJS.getProgramFromFiles(FILES, {
    strict: true,
    target: 'es2023',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    customConditions: ['@rtms-mock/source'],
    types: ['node'],
    skipLibCheck: true,
  });
  const generator = TJS.buildGenerator(program, {
    required: true,
    strictNullChecks: true,
    ref: true,
    aliasRef: true,
    topRef: true,
    // `pnpm types` finds errors, with less work.
    ignoreErrors: true,
  });
  if (!generator) throw new Error('The sources do not compile; see the messages above.');
  const { definitions } = generator.getSchemaForSymbols(Object.values(TYPES), true);
  const names = new Map(Object.entries(TYPES).map(([name, type]) => [type, name]));
  const all = definitions as { readonly [type: string]: Schema };
  const unions = new Map<string, readonly string[]>();
  const inlined = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(inlined);
    if (typeof schema !== 'object' || schema === null) return schema;
    const { $ref, ...others } = schema as Schema;
    const entries = mapValues(others, (value, keyword) =>
      keyword === 'properties' ? mapValues(value as Schema, inlined) : inlined(value),
    );
    if (typeof $ref !== 'string') return withNamedUnions(plain(withTuples(entries)), unions);
    const type = $ref.replace('#/definitions/', '');
    const name = names.get(type);
    if (name !== undefined) return { $ref: `#/components/schemas/${name}`, ...entries };
    // What a member says of itself is more precise than what its type says of every member.
    return { ...(inlined(all[type]) as Schema), ...entries };
  };
  for (const [name, type] of Object.entries(TYPES)) {
    const members = membersOf(inlined(all[type]) as Schema);
    if (members.length > 0) unions.set(name, members);
  }
  return Object.fromEntries(
    Object.entries(TYPES).map(([name, type]) => {
      const definition = all[type];
      if (!definition) throw new Error(`There is no type ${type}.`);
      return [name, inlined(definition) as Schema];
    }),
  );
}

function mapValues(schema: Schema, change: (value: unknown, keyword: string) => unknown): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, change(value, keyword)]),
  );
}

/** Tuples as OpenAPI 3.1 writes them: the compiler writes those of JSON Schema, draft 7. */
function withTuples(schema: Schema): Schema {
  const { items, additionalItems: _, ...others } = schema;
  return Array.isArray(items) ? { ...others, prefixItems: items } : schema;
}

/** The compiler flattens `Named | null`; this puts the named union back. `unions`: members of each, by name. */
function withNamedUnions(schema: Schema, unions: ReadonlyMap<string, readonly string[]>): Schema {
  const members = membersOf(schema);
  for (const [name, own] of unions) {
    if (own.length >= members.length || !own.every((member) => members.includes(member))) continue;
    const others = members
      .filter((member) => !own.includes(member))
      .map((text) => JSON.parse(text) as unknown);
    return { ...schema, anyOf: [{ $ref: `#/components/schemas/${name}` }, ...others] };
  }
  return schema;
}

function membersOf({ anyOf }: Schema): string[] {
  return Array.isArray(anyOf) ? anyOf.map((member) => JSON.stringify(member)) : [];
}

/** Links of docblocks lead nowhere in the document; line breaks stand where the source is wrapped. */
function plain(schema: Schema): Schema {
  const { description, properties, ...others } = schema;
  const isEmpty = typeof properties === 'object' && Object.keys(properties ?? {}).length === 0;
  const rest = isEmpty || properties === undefined ? others : { properties, ...others };
  if (typeof description !== 'string') return rest;
  return {
    ...rest,
    description: description.replaceAll(/\{@link (\S+?)\}/g, '`$1`').replaceAll(/\s*\n\s*/g, ' '),
  };
}
