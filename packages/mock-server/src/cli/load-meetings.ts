/** The meetings of a load test, as they are requested. */
import { UsageError } from '../input/usage-error.js';
import { PHASES, withRotatingSpeakers, type ScenarioSource } from '../load/rotating-speakers.js';
import { locateMedia } from '../media/sources/media-name.js';
import { BUILT_IN_SOURCES, DEFAULT_SCENARIO } from '../scenarios/built-in-scenarios.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import { readScenario } from '../scenarios/read-scenario.js';
import type { StartMeetingOptions } from '../server/mock-meeting.js';
import type { LoadValues } from './load-options.js';
import { scenarioForRequest } from './scenario-file.js';

/** Participants of the built-in conversation. */
const DEFAULT_PARTICIPANTS = 2;

/** Name of the scenario, or path of its file. */
export function scenarioNameOf({ scenario }: LoadValues): string {
  return scenario ?? DEFAULT_SCENARIO.name;
}

/**
 * Returns a function that returns the options of the meeting with a number. An own server has the options of the command
 * as its defaults; `participants`: the number of those in its media, if it is not the built-in conversation.
 *
 * @throws {UsageError} for a scenario that cannot be used, and for speakers who are not known
 */
export async function loadMeetings(
  values: LoadValues,
  folder: string,
  kind: 'own' | 'remote',
  participants?: number,
): Promise<(index: number) => StartMeetingOptions> {
  const { webhookUrl, protocol, media, speakers } = values;
  const given = values.scenario === undefined ? undefined : await scenarioForRequest(values.scenario, folder);
  const options: StartMeetingOptions =
    kind === 'own'
      ? {}
      : {
          ...(webhookUrl !== undefined && { webhookUrl }),
          ...(protocol !== undefined && { protocol }),
          ...(media !== undefined && { media: locateMedia(folder, media) }),
        };
  if (speakers !== 'rotate') {
    return () => (kind === 'own' || given === undefined ? options : { ...options, scenario: given });
  }
  const source = sourceOf(given);
  const count =
    participantsOf(source) ?? participants ?? (media === undefined ? DEFAULT_PARTICIPANTS : undefined);
  if (count === undefined) {
    throw new UsageError(
      '--speakers rotate cannot know who takes part in --media on another server; name the participants in a scenario file',
    );
  }
  const phases = Array.from({ length: PHASES }, (_, index) => withRotatingSpeakers(source, count, index));
  return (index) => ({ ...options, scenario: phases[index % PHASES] ?? source });
}

function sourceOf(given: ScenarioChoice = DEFAULT_SCENARIO.name): ScenarioSource {
  if (typeof given === 'object') return given;
  const found: ScenarioSource | undefined = BUILT_IN_SOURCES.find(({ name }) => name === given);
  return found ?? { name: given };
}

/** Number of the participants that a scenario names, those of a `count` included. */
function participantsOf(source: ScenarioSource): number | undefined {
  const reading = readScenario(source);
  return reading.ok ? reading.scenario.participants?.length : undefined;
}
