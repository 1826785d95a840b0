/** Scenarios that come with the server. Each is written as in a file, so it serves as an example of one. */
import { GATE_SOURCES } from './gate-scenarios.js';
import { readScenario } from './read-scenario.js';
import { describeProblem } from './scenario-problem.js';
import type { Scenario } from './scenario.js';

/** Participants of the long conversation. */
const SPEAKERS = [
  { name: 'Ida Moss' },
  { name: 'Ravi Sand' },
  { name: 'Leo Ort' },
  { name: 'Tom Vale' },
] as const;

const OWN_SOURCES = [
  {
    name: 'two-speakers',
    description:
      'Two participants hold a short conversation with speech, video, a shared slide and a transcript, repeated until the meeting ends.',
  },
  {
    name: 'late-joiner',
    description:
      'The second participant joins after 10 seconds and leaves after a minute; before and after, the meeting has only the audio and video of the first.',
    timeline: [
      { at: '10s', do: 'join', participant: 2 },
      { at: '60s', do: 'leave', participant: 2 },
    ],
  },
  {
    name: 'host-stops',
    description:
      'Ten seconds after the app is ready for media the user pauses the stream, resumes it 5 seconds later, and after 10 more seconds the host stops it.',
    timeline: [
      { on: 'ready', after: '10s', do: 'pause' },
      { after: '5s', do: 'resume' },
      { after: '10s', do: 'stop', reason: 'ACTION_BY_HOST' },
    ],
  },
  {
    name: 'bad-signature-then-good',
    description:
      'The first signaling handshake is rejected as if its signature were wrong, regardless of its content; the second is checked as usual.',
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
      'Five seconds after the app is ready for media, all its media sockets lose their connection; the app has to open the sockets again, repeat the handshakes and send CLIENT_READY_ACK.',
    timeline: [{ on: 'ready', after: '5s', do: 'cut-socket', socket: 'media' }],
  },
  {
    name: 'signaling-failover',
    description:
      'Five seconds after the app is ready for media the connection of the signaling socket breaks; rtms_interrupted follows, and the app has 60 seconds to connect again.',
    timeline: [{ on: 'ready', after: '5s', do: 'cut-socket', socket: 'signaling' }],
  },
  {
    name: 'lost-keep-alive',
    description:
      'Five seconds after the app is ready for media its responses to keep-alives on signaling are lost; after three of them the server regards the connection as lost.',
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
  {
    name: 'large-frames',
    description:
      'Two seconds after the app is ready for media, the next messages of video and of screen share are larger than 1 MiB, and three seconds later larger than 4 MiB, with the same pictures: above the limits of many WebSocket libraries.',
    timeline: [
      { on: 'ready', after: '2s', do: 'large-frame', type: 'all', size: '1025k' },
      { after: '3s', do: 'large-frame', type: 'all', size: '4097k' },
    ],
  },
  {
    name: 'long-talk',
    description:
      'Four participants talk for ten minutes without saying anything twice, with slides, chat and a transcript.',
    media: 'long-talk',
    participants: SPEAKERS,
  },
  {
    name: 'crosstalk',
    description:
      'Four participants interrupt each other: two or three often speak at once. The mixed audio does not clip, and each has a transcript of their own.',
    media: 'crosstalk',
    participants: SPEAKERS,
  },
  {
    name: 'noisy-room',
    description:
      'The conversation of two-speakers in a noisy room: the speech is 6 dB quieter, with ventilation, hum and clatter that are the same in every run.',
    media: 'noisy-room',
  },
  {
    name: 'crowd-50',
    description:
      'Fifty participants join, turn cameras off and on, mute, unmute and leave within four minutes, while four of them talk.',
    media: 'long-talk',
    participants: [...SPEAKERS, { name: 'Guest', count: 46 }],
    timeline: [
      { at: '1s', every: '1s', do: 'join', participants: '5-50' },
      { at: '20s', every: '2s', do: 'video-off', participants: '2-31' },
      { at: '50s', every: '500ms', do: 'mute', participants: '3-50' },
      { at: '80s', every: '1s', do: 'unmute', participants: '3-40' },
      { at: '90s', every: '1s', do: 'video-on', participants: '2-31' },
      { at: '120s', do: 'mute', participant: 2 },
      { at: '150s', do: 'unmute', participant: 2 },
      { at: '180s', every: '1s', do: 'leave', participants: '5-50' },
      { at: '230s', do: 'leave', participant: 4 },
      { at: '235s', do: 'join', participant: 4, newUserId: true },
    ],
  },
  {
    name: 'event-flood',
    description:
      'In one minute 300 participants join, turn cameras off and on, become the active speaker and leave: about 1800 events.',
    media: 'two-speakers',
    participants: [{ name: 'Ana Ruiz' }, { name: 'Bo Lind' }, { name: 'Guest', count: 298 }],
    timeline: [
      { at: '1s', every: '100ms', do: 'join', participants: '3-300' },
      { at: '5s', every: '100ms', do: 'video-off', participants: '3-300' },
      { at: '12s', every: '100ms', do: 'active-speaker', participants: '3-300' },
      { at: '20s', every: '100ms', do: 'video-on', participants: '3-300' },
      { at: '30s', every: '100ms', do: 'leave', participants: '3-300' },
    ],
  },
] as const;

/** Each as a file would contain it. The first is the default. */
export const BUILT_IN_SOURCES = [...OWN_SOURCES, ...GATE_SOURCES] as const;

/** The built-in scenarios in the order in which they are listed. */
export const BUILT_IN_SCENARIOS: readonly Scenario[] = BUILT_IN_SOURCES.map((source) => {
  const reading = readScenario(source);
  if (reading.ok) return reading.scenario;
  throw new Error(`scenario ${source.name}: ${reading.problems.map(describeProblem).join('; ')}`);
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
