/** Arguments of `pnpm fuzz`. */
import { parseArgs } from 'node:util';
import { MUTATIONS } from './input/mutate.js';
import { TARGETS, type TargetName } from './targets/round.js';

/** What a run does. */
export interface FuzzOptions {
  readonly targets: readonly TargetName[];
  readonly seed: number;
  /** Max duration in ms. */
  readonly forMs: number;
  /** Max number of messages of each target in this run. */
  readonly maxMessages: number;
  /** Messages of one round of a target: one life of the program under test. */
  readonly roundMessages: { readonly [T in TargetName]: number };
  readonly siegeScale: number;
  /** File with the progress of the run, written after each round and read at start. */
  readonly resume: string | undefined;
  /** A round, or one of its episodes, to repeat. */
  readonly replay:
    | { readonly target: TargetName; readonly round: number; readonly episode?: number }
    | undefined;
  readonly without: ReadonlySet<string>;
  /** One round of each target, for CI and replays. */
  readonly isSingle: boolean;
  /** Goes on after a failure. */
  readonly keepGoing: boolean;
  /** File for the report as JSON. */
  readonly json: string | undefined;
}

/** Wrong arguments; the message says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Messages of one round: long enough that growth shows, short enough that every round has other options. */
const ROUND_MESSAGES = { server: 150_000, http: 6000, api: 20_000, client: 150_000 } as const;

/** The fixed run of CI: bounded by messages, so that it tests the same everywhere. */
const CI = {
  seed: 1,
  roundMessages: { server: 15_000, http: 1000, api: 3000, client: 15_000 },
  siegeScale: 0.02,
} as const;

/**
 * Reads the arguments.
 * @throws UsageError if one is wrong.
 */
export function readOptions(args: readonly string[]): FuzzOptions {
  const { values } = parse(args);
  const { ci } = values;
  const replay = values.replay === undefined ? undefined : readReplay(values.replay);
  const messages = values.messages === undefined ? Infinity : readCount('--messages', values.messages);
  return {
    targets: replay ? [replay.target] : readTargets(values.target),
    seed: ci
      ? CI.seed
      : values.seed === undefined
        ? Date.now() % 1_000_000
        : readCount('--seed', values.seed),
    forMs: readDuration(values.for ?? (ci ? '10m' : '1m')),
    maxMessages: messages,
    roundMessages: readRound(values.round) ?? (ci ? CI.roundMessages : ROUND_MESSAGES),
    siegeScale: ci ? CI.siegeScale : Number.isFinite(messages) && messages < 50_000 ? 0.02 : 1,
    resume: values.resume,
    replay,
    without: readMutations(values.without),
    isSingle: ci || replay !== undefined,
    keepGoing: ci || values['keep-going'],
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        for: { type: 'string' },
        seed: { type: 'string' },
        target: { type: 'string', default: 'all' },
        messages: { type: 'string' },
        round: { type: 'string' },
        resume: { type: 'string' },
        replay: { type: 'string' },
        without: { type: 'string', default: '' },
        'keep-going': { type: 'boolean', default: false },
        json: { type: 'string' },
        ci: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readTargets(value: string): readonly TargetName[] {
  if (value === 'all') return TARGETS;
  const found = TARGETS.find((target) => target === value);
  if (!found) throw new UsageError(`--target must be one of ${TARGETS.join(', ')}, all; found ${value}`);
  return [found];
}

function readCount(name: string, value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 0)
    throw new UsageError(`${name} must be an integer, found ${value}`);
  return count;
}

function readRound(value: string | undefined): FuzzOptions['roundMessages'] | undefined {
  if (value === undefined) return undefined;
  const count = readCount('--round', value);
  return { server: count, http: count, api: count, client: count };
}

/**
 * Reads a duration such as `90s`, `10m` or `1h`, in ms.
 * @throws UsageError if it is not one.
 */
export function readDuration(value: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (unitMs === undefined)
    throw new UsageError(`--for must be a duration such as 90s or 10m, found ${value}`);
  return Number(amount) * unitMs;
}

function readReplay(value: string): FuzzOptions['replay'] {
  const [name, round, episode] = value.split('/');
  const target = TARGETS.find((one) => one === name);
  if (!target || round === undefined)
    throw new UsageError(`--replay must be such as server/3/120, found ${value}`);
  return {
    target,
    round: readCount('--replay', round),
    ...(episode !== undefined && { episode: readCount('--replay', episode) }),
  };
}

function readMutations(value: string): ReadonlySet<string> {
  const names = value.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(name in MUTATIONS));
  if (unknown !== undefined) {
    throw new UsageError(
      `--without must name mutations (${Object.keys(MUTATIONS).join(', ')}), found ${unknown}`,
    );
  }
  return new Set(names);
}
