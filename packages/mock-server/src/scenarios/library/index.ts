/** Scenarios that come with the server. Each is written as in a file, so it serves as an example of one. */
import { readScenario } from '../read-scenario.js';
import { problemText } from '../scenario-problem.js';
import type { Scenario } from '../scenario.js';

/** Each as a file would contain it. The first is the default. */
export const BUILT_IN_SOURCES = [
  {
    name: 'two-speakers',
    description:
      'Two people hold a short conversation, with speech, pictures, a shared slide and a transcript, over and over until somebody stops it.',
  },
  {
    name: 'late-joiner',
    description:
      'The second person joins after 10 seconds and leaves after a minute; until then only the first is heard and seen.',
    timeline: [
      { at: '10s', do: 'join', participant: 2 },
      { at: '60s', do: 'leave', participant: 2 },
    ],
  },
  {
    name: 'host-stops',
    description:
      'Ten seconds after media began to flow the user pauses, resumes 5 seconds later, and after 10 more the host stops the stream.',
    timeline: [
      { on: 'ready', after: '10s', do: 'pause' },
      { after: '5s', do: 'resume' },
      { after: '10s', do: 'stop', reason: 'ACTION_BY_HOST' },
    ],
  },
  {
    name: 'bad-signature-then-good',
    description:
      'The first signaling handshake is refused as if its signature were wrong, whatever it holds; the second is judged as usual.',
    timeline: [
      {
        at: '0s',
        do: 'reject-handshake',
        socket: 'signaling',
        status: 'STATUS_INVALID_SIGNATURE',
        reason: 'signature does not match (scenario bad-signature-then-good)',
      },
    ],
  },
  {
    name: 'media-failover',
    description:
      'Five seconds after media began to flow every media socket breaks; the app has to open them again, shake hands and say that it is ready.',
    timeline: [{ on: 'ready', after: '5s', do: 'cut-socket', socket: 'media' }],
  },
  {
    name: 'signaling-failover',
    description:
      'Five seconds after media began to flow the signaling socket breaks; rtms_interrupted follows, and the app has 60 seconds to connect again.',
    timeline: [{ on: 'ready', after: '5s', do: 'cut-socket', socket: 'signaling' }],
  },
  {
    name: 'lost-keep-alive',
    description:
      'Five seconds after media began to flow the answers to keep-alives on signaling get lost; after three of them the server takes the connection for dead.',
    timeline: [
      {
        on: 'ready',
        after: '5s',
        do: 'ignore-messages',
        socket: 'signaling',
        type: 'KEEP_ALIVE_RESP',
        times: 4,
      },
    ],
  },
] as const;

/** The built-in scenarios in the order in which they are listed. */
export const BUILT_IN_SCENARIOS: readonly Scenario[] = BUILT_IN_SOURCES.map((source) => {
  const reading = readScenario(source);
  if (reading.ok) return reading.scenario;
  throw new Error(`scenario ${source.name}: ${reading.problems.map(problemText).join('; ')}`);
});

/** Scenario of meetings that name none, on servers that name none. */
export const DEFAULT_SCENARIO = requireBuiltIn(BUILT_IN_SOURCES[0].name);

function requireBuiltIn(name: string): Scenario {
  const found = findBuiltInScenario(name);
  if (!found) throw new Error(`there is no built-in scenario ${name}`);
  return found;
}

/** The built-in scenario of this name, or `undefined`. */
export function findBuiltInScenario(name: string): Scenario | undefined {
  return BUILT_IN_SCENARIOS.find((scenario) => scenario.name === name);
}
