/** Reads the response of `GET /api/figures` from a server of any version. */
import { array, dataKind, isObject, STRING, type Kind, type PlainObject } from '../input/kinds.js';
import { object, optional, readObject, required, withDefault } from '../input/object.js';
import { good, mustBe, within, type Reading } from '../input/reading.js';
import { Histogram, type HistogramView } from './histogram.js';
import type { NodeFigures, ServerFigures } from './server-figures.js';

/** Figures of a server, and what its version does not have. */
export interface ReadFigures {
  /** The figures; 0 where the server has none. */
  readonly figures: ServerFigures;
  /** Names of the missing ones, such as `streams.lost`. */
  readonly missing: readonly NewerFigure[];
}

/** Figures that earlier versions of the server do not have, by their names in the response. */
export const NEWER_FIGURES = [
  'streams.lost',
  'streams.interrupted',
  'streams.continued',
  'streams.handedOver',
  'webhooks.causes',
  'firstFrame',
  'firstMedia',
  'errors',
] as const;

/** One of {@link NEWER_FIGURES}. */
export type NewerFigure = (typeof NEWER_FIGURES)[number];

/** Max. number of processes of a server, and of buckets of a histogram. */
const MAX_ENTRIES = 10_000;

const NUMBER: Kind<number> = dataKind('a number, 0 or more', (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? good(value)
    : mustBe('a number, 0 or more', value),
);

/** Numbers by any name. */
const COUNTS: Kind<{ readonly [name: string]: number }> = dataKind('an object with numbers', (value) => {
  if (!isObject(value)) return mustBe('an object with numbers', value);
  const wrong = Object.entries(value).find(([, count]) => !NUMBER.read(count).ok);
  return wrong === undefined
    ? good(value as { readonly [name: string]: number })
    : within(wrong[0], mustBe(NUMBER.accepts, wrong[1]));
});

const BUCKET: Kind<readonly [number, number]> = dataKind('an array of two numbers', (value) => {
  const [limit, count, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  const [first, second] = [NUMBER.read(limit), NUMBER.read(count)];
  if (!first.ok || !second.ok || others.length > 0) return mustBe('an array of two numbers', value);
  return good([first.value, second.value] as const);
});

/** A server of a later version has further figures. */
const IGNORE = { unknown: 'ignore' } as const;

const HISTOGRAM: Kind<HistogramView> = object(
  {
    count: required(NUMBER),
    p50Ms: required(NUMBER),
    p99Ms: required(NUMBER),
    maxMs: required(NUMBER),
    sumMs: withDefault(NUMBER, 0),
    buckets: required(array(BUCKET, MAX_ENTRIES)),
  },
  IGNORE,
);

const NO_TIMES = new Histogram().view();

const FIELDS = {
  atMs: required(NUMBER),
  streams: required(
    object(
      {
        started: required(NUMBER),
        connected: required(NUMBER),
        joined: required(NUMBER),
        active: required(NUMBER),
        lost: withDefault(NUMBER, 0),
        interrupted: withDefault(NUMBER, 0),
        interruptions: required(NUMBER),
        continued: withDefault(NUMBER, 0),
        handedOver: withDefault(NUMBER, 0),
      },
      IGNORE,
    ),
  ),
  webhooks: required(
    object(
      {
        delivered: required(NUMBER),
        refused: required(NUMBER),
        failed: required(NUMBER),
        causes: withDefault(COUNTS, {}),
      },
      IGNORE,
    ),
  ),
  media: required(
    object(
      {
        frames: required(NUMBER),
        bytes: required(NUMBER),
        dropped: required(NUMBER),
        skipped: required(NUMBER),
      },
      IGNORE,
    ),
  ),
  waiting: required(
    object({ connections: required(NUMBER), bytes: required(NUMBER), ms: required(HISTOGRAM) }, IGNORE),
  ),
  connect: required(HISTOGRAM),
  join: required(HISTOGRAM),
  firstFrame: withDefault(HISTOGRAM, NO_TIMES),
  firstMedia: withDefault(HISTOGRAM, NO_TIMES),
  lateness: required(HISTOGRAM),
  keepAlive: required(HISTOGRAM),
  verdicts: required(COUNTS),
  errors: withDefault(COUNTS, {}),
  process: required(
    object(
      {
        pid: optional(NUMBER),
        cpuMs: required(NUMBER),
        residentBytes: required(NUMBER),
        processes: required(NUMBER),
      },
      IGNORE,
    ),
  ),
};

/** Reads the figures of a server, and lists those that it does not give. */
export function readFigures(data: unknown): Reading<ReadFigures> {
  const own = readOwn(data);
  if (!own.ok) return own;
  const { nodes } = data as PlainObject;
  if (nodes === undefined || nodes === null) return own;
  if (!Array.isArray(nodes)) return within('nodes', mustBe('an array', nodes));
  const all: NodeFigures[] = [];
  const missing = new Set(own.value.missing);
  for (const [index, entry] of nodes.entries()) {
    const reading = readNode(entry);
    if (!reading.ok) return within('nodes', within(index, reading));
    all.push(reading.value.node);
    for (const name of reading.value.missing) missing.add(name);
  }
  const ordered = NEWER_FIGURES.filter((name) => missing.has(name));
  return good({ figures: { ...own.value.figures, nodes: all }, missing: ordered });
}

function readNode(
  data: unknown,
): Reading<{ readonly node: NodeFigures; readonly missing: readonly NewerFigure[] }> {
  if (!isObject(data)) return mustBe('an object', data);
  const node = STRING.read(data['node']);
  if (!node.ok) return within('node', node);
  const reading = readOwn(data['figures']);
  if (!reading.ok) return within('figures', reading);
  const { figures, missing } = reading.value;
  return good({ node: { node: node.value, figures }, missing });
}

/** The figures without those of single processes. */
function readOwn(data: unknown): Reading<ReadFigures> {
  if (!isObject(data)) return mustBe('an object', data);
  const reading = readObject(FIELDS, data, IGNORE);
  if (!reading.ok) return reading;
  return good({ figures: reading.value, missing: NEWER_FIGURES.filter((name) => !isThere(data, name)) });
}

function isThere(data: PlainObject, name: NewerFigure): boolean {
  const [first = '', second] = name.split('.');
  const value = data[first] ?? undefined;
  if (second === undefined) return value !== undefined;
  return isObject(value) && (value[second] ?? undefined) !== undefined;
}
