/** Options of `startMockServer`. */
import type { Clock } from '@rtms-mock/protocol';
import { array, BOOLEAN, dataKind, instance, PATH, STRING, type Kind } from '../input/kinds.js';
import { readObject } from '../input/object.js';
import { valueOf } from '../input/option-error.js';
import { good, mustBe } from '../input/reading.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { isMediaName } from '../media/sources/media-name.js';
import { DEFAULT_SCENARIO } from '../scenarios/built-in-scenarios.js';
import { chooseScenario, SCENARIO_CHOICE } from '../scenarios/choose.js';
import type { Tape } from '../replay/tape.js';
import type { Scenario } from '../scenarios/scenario.js';
import { generateApiToken } from '../sockets/api-token.js';
import { isLoopbackHost } from '../sockets/security.js';
import { settled, type OptionInput, type Options, type Settled } from '../settings/option.js';
import { SETTINGS, type ServerSettings } from '../settings/settings.js';
import { TLS } from '../sockets/tls/tls-kinds.js';
import {
  readPatterns,
  SCENARIO_PATTERNS,
  SCENARIO_PATTERNS_FLAG,
  type ScenarioPattern,
} from './scenario-patterns.js';
import { MEDIA_SOURCE } from './meeting-input.js';
import { checkTime } from './server-time.js';

const CLOCK = instance<Clock>(['now', 'unixMs', 'after'], 'a clock, such as new ManualClock()');

/** Cassettes of one server: each keeps an outline of its streams in memory. */
const MAX_CASSETTES = 10_000;

const TAPE = instance<Tape>(['close'], 'a cassette, as openTape(path) returns');

const OPENER_FORM = 'a function, such as createMediaOpener() returns';

const OPEN_MEDIA: Kind<OpenMedia> = dataKind(OPENER_FORM, (value) =>
  typeof value === 'function' ? good(value as OpenMedia) : mustBe(OPENER_FORM, value),
);

/** The path of a recording, unless it is the name of a built-in conversation or test signal. */
const MEDIA_PATH: Kind<string> = {
  ...PATH,
  argument: 'FILE|FOLDER',
  isPath: (text) => !isMediaName(text),
};

/** Options that only the composition root needs. An option that a part of the server reads belongs in {@link SETTINGS}. */
export const WIRING_OPTIONS = {
  /**
   * Serves `wss` beside `ws`, on the same ports, with a generated certificate. Its authority is stored, and named in
   * `caFile` of the server. An object names further hosts, or provides a certificate. Advertised URLs begin with `wss`.
   *
   * @default `false`
   */
  tls: {
    kind: TLS,
    defaultText: 'false',
    group: 'network',
    flagKind: BOOLEAN,
    isCommon: true,
    description: 'serves wss beside ws, on the same ports, with a generated certificate',
  },
  /** Scenario of meetings that name none: a built-in one by name, or one as an object. @default `two-speakers` */
  scenario: {
    kind: SCENARIO_CHOICE,
    default: DEFAULT_SCENARIO.name,
    group: 'meetings',
    flagKind: { ...STRING, argument: 'NAME|FILE' },
    isCommon: true,
    description: 'scenario of meetings that name none; rtms-mock scenarios lists the built-in ones',
  },
  /**
   * Scenarios of meetings by their number, id or topic, such as 9*=media-failover, for apps and tests that cannot name one;
   * the first pattern that matches counts. `*` stands for any characters, `?` for one. A scenario in the request of a meeting comes first.
   *
   * @default none
   */
  scenarioFor: {
    kind: SCENARIO_PATTERNS,
    defaultText: 'none',
    group: 'meetings',
    flagKind: SCENARIO_PATTERNS_FLAG,
    description:
      'scenarios of meetings by their number, id or topic, such as 9*=media-failover; in the configuration file an object',
  },
  /**
   * Media of meetings that name none: a recording, a folder with one for each participant, a built-in conversation or a
   * test signal. Programs open them with `openMedia`, or create them with `builtInConversation` and `toneSource`.
   *
   * @default a built-in conversation
   */
  media: {
    kind: MEDIA_SOURCE,
    defaultText: 'a built-in conversation',
    group: 'media',
    flagKind: MEDIA_PATH,
    isCommon: true,
    description:
      'media of meetings that name none: a recording, a folder with one for each participant, a built-in conversation (two-speakers, long-talk, crosstalk, noisy-room) or a test signal (tone, tone:1000, noise, silence)',
  },
  /** Opens recordings that requests and scenarios name. @default they cannot name files */
  openMedia: {
    kind: OPEN_MEDIA,
    defaultText: 'they cannot name files',
    description: 'opens recordings that requests and scenarios name',
  },
  /**
   * Cassette that every meeting plays, in place of media: `openTape` opens it. Its streams take turns.
   *
   * @default meetings play their media
   */
  replay: {
    kind: TAPE,
    defaultText: 'meetings play their media',
    group: 'media',
    flagKind: { ...PATH, argument: 'FILE' },
    description: 'cassette that every meeting plays, in place of media',
  },
  /**
   * Cassettes that meetings can name in their field `replay`; `openTape` opens them.
   *
   * @default none
   */
  cassettes: {
    kind: array(TAPE, MAX_CASSETTES),
    defaultText: 'none',
    group: 'media',
    flag: 'import',
    flagKind: { ...PATH, argument: 'FOLDER' },
    description: 'cassettes that meetings can name in their field replay',
  },
  /**
   * Folder that receives a cassette of each stream, with all media; complete when the server stops. Cassettes in it stay.
   *
   * @default none
   */
  exportOnExit: {
    kind: { ...PATH, argument: 'FOLDER' },
    defaultText: 'none',
    group: 'output',
    description:
      'folder that receives a cassette of each stream, with all media; complete when the server stops',
  },
  /** Time of meetings, for tests; replaces `speed`. @default real time */
  clock: {
    kind: CLOCK,
    defaultText: 'real time',
    description: 'time of meetings, for tests; replaces speed',
  },
} as const satisfies Options;

/** All options of `startMockServer`. The type refers to the tables, so that declarations keep their docblocks. */
export const SERVER_OPTIONS: typeof SETTINGS & typeof WIRING_OPTIONS = { ...SETTINGS, ...WIRING_OPTIONS };

/** Options of {@link startMockServer}. All are optional; the defaults suit a developer's own machine. */
export interface MockServerOptions extends OptionInput<typeof SETTINGS>, OptionInput<typeof WIRING_OPTIONS> {}

/** Options with all defaults applied; the scenario is no longer a name or plain data. */
export interface ResolvedOptions
  extends Omit<Settled<typeof SERVER_OPTIONS>, 'scenario' | 'scenarioFor'>, ServerSettings {
  /** Scenario of meetings that name none. */
  readonly scenario: Scenario;
  /** Scenarios of meetings by their ids. */
  readonly scenarioFor: readonly ScenarioPattern[];
}

/**
 * Checks options and applies the defaults. Programs in plain JavaScript have no types to rely on.
 *
 * @throws {OptionError} for the first option that is unknown or cannot have its value
 * @throws {ScenarioError} for a scenario that cannot be used
 */
export function resolveOptions(given: unknown): ResolvedOptions {
  const values = valueOf(readObject(SERVER_OPTIONS, given ?? {}), "startMockServer's options");
  const { scenario, scenarioFor, ...options } = settled(SERVER_OPTIONS, values);
  checkTime(options);
  const { tls } = options;
  const certified = typeof tls === 'object' && 'names' in tls ? (tls.names ?? []) : [];
  const apiToken = options.apiToken ?? (isLoopbackHost(options.host) ? undefined : generateApiToken());
  return {
    ...options,
    apiToken,
    names: [...certified, ...options.allowHosts],
    scenario: chooseScenario(scenario),
    scenarioFor: readPatterns(scenarioFor),
  };
}
