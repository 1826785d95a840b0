/** Reads the response of `GET /api/figures` from a server that may be another program. */
import { array, dataKind, isObject, STRING, type Kind } from '../input/kinds.js';
import { object, optional, readObject, required } from '../input/object.js';
import { good, mustBe, within, type Reading } from '../input/reading.js';
import type { HistogramView } from './histogram.js';
import type { NodeFigures, ServerFigures } from './server-figures.js';

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
    sumMs: required(NUMBER),
    buckets: required(array(BUCKET, MAX_ENTRIES)),
  },
  IGNORE,
);

const FIELDS = {
  atMs: required(NUMBER),
  streams: required(
    object(
      {
        started: required(NUMBER),
        connected: required(NUMBER),
        joined: required(NUMBER),
        active: required(NUMBER),
        lost: required(NUMBER),
        interrupted: required(NUMBER),
        interruptions: required(NUMBER),
        continued: required(NUMBER),
        handedOver: required(NUMBER),
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
        causes: required(COUNTS),
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
  firstFrame: required(HISTOGRAM),
  firstMedia: required(HISTOGRAM),
  lateness: required(HISTOGRAM),
  keepAlive: required(HISTOGRAM),
  verdicts: required(COUNTS),
  errors: required(COUNTS),
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

/** Reads the figures of a server. */
export function readFigures(data: unknown): Reading<ServerFigures> {
  const own = readOwn(data);
  if (!own.ok || !isObject(data)) return own;
  const { nodes } = data;
  if (nodes === undefined || nodes === null) return own;
  if (!Array.isArray(nodes)) return within('nodes', mustBe('an array', nodes));
  const all: NodeFigures[] = [];
  for (const [index, entry] of nodes.entries()) {
    const reading = readNode(entry);
    if (!reading.ok) return within('nodes', within(index, reading));
    all.push(reading.value);
  }
  return good({ ...own.value, nodes: all });
}

function readNode(data: unknown): Reading<NodeFigures> {
  if (!isObject(data)) return mustBe('an object', data);
  const node = STRING.read(data['node']);
  if (!node.ok) return within('node', node);
  const figures = readOwn(data['figures']);
  if (!figures.ok) return within('figures', figures);
  return good({ node: node.value, figures: figures.value });
}

/** The figures without those of single processes. */
function readOwn(data: unknown): Reading<ServerFigures> {
  return isObject(data) ? readObject(FIELDS, data, IGNORE) : mustBe('an object', data);
}
