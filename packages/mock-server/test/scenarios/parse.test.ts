import { describe, expect, test } from 'vitest';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { BUILT_IN_SCENARIOS } from '../../src/scenarios/built-in-scenarios.js';
import { formatScenarioProblems, parseScenario } from '../../src/scenarios/parse.js';
import { BUILT_IN_PARTICIPANTS } from '../../src/scenarios/known-participants.js';
import { explainScenario } from '../../src/scenarios/explain-scenario.js';
import { explainStep } from '../../src/scenarios/steps/index.js';
import { readStep } from '../../src/scenarios/steps/read-step.js';

function problemsOf(text: string): string {
  const parsed = parseScenario(text);
  return parsed.ok ? '' : formatScenarioProblems('s.yaml', parsed.problems);
}

test('a YAML file becomes a scenario, with durations in milliseconds and defaults in place', () => {
  const parsed = parseScenario(`
name: my-meeting
description: Bob is late.
product: webinar
protocol: 2026
participants:
  - name: Ana
  - name: Bob
timeline:
  - {at: 10s, do: join, participant: Bob}
  - {on: handshake, after: 1.5m, do: close-socket}
  - {every: 500ms, repeat: 3, do: active-speaker, participant: 1}
`);
  expect(parsed).toMatchObject({
    ok: true,
    scenario: {
      name: 'my-meeting',
      description: 'Bob is late.',
      product: 'webinar',
      protocol: '2026',
      participants: [{ name: 'Ana' }, { name: 'Bob' }],
      timeline: [
        { when: { atMs: 10_000 }, step: { do: 'join', participant: 'Bob' } },
        {
          when: { afterMs: 90_000, on: 'handshake' },
          step: { do: 'close-socket', socket: 'media', code: 1001, reason: 'Going away' },
        },
        {
          when: { afterMs: 0 },
          step: { do: 'active-speaker', participant: 1 },
          every: { intervalMs: 500, times: 3 },
        },
      ],
    },
  });
});

test('JSON is read as well', () => {
  const parsed = parseScenario('{"name":"j","timeline":[{"at":"1s","do":"end","reason":"ACTION_BY_HOST"}]}');
  expect(parsed.ok && parsed.scenario.timeline[0]?.step).toEqual({ do: 'end', reason: 1 });
});

test.each([
  [
    'timeline:\n  - at: 10s\n    do: jion\n',
    's.yaml:3:9: timeline[0].do names no step: found "jion"; did you mean join?',
  ],
  ['timeline:\n  - do: join\n', 's.yaml:2:5: timeline[0].participant is missing; it is a name'],
  ['timeline:\n  - {at: 10, do: pause}\n', 's.yaml:2:10: timeline[0].at must be a duration such as'],
  ['timline: []\n', 's.yaml:1:1: timline is not known in a scenario; did you mean timeline?'],
  [
    'timeline:\n  - do: stop\n    raeson: 6\n',
    's.yaml:3:5: timeline[0].raeson is not known in step stop; did you mean reason?',
  ],
  ['timeline:\n  - do: stop\n    reason: HOST\n', 's.yaml:3:13: timeline[0].reason must be a stop reason'],
  ['timeline:\n  - {on: hanshake, do: pause}\n', 'timeline[0].on must be one of handshake'],
  [
    'timeline:\n  - {at: 1s, after: 2s, do: pause}\n',
    's.yaml:2:14: timeline[0].after cannot be combined with "at"',
  ],
  ['timeline:\n  - {repeat: 2, do: pause}\n', 'timeline[0].repeat needs "every"'],
  ['participants: [Ana]\n', 's.yaml:1:16: participants[0] must be an object'],
  ['participants: [{present: false}]\n', 'participants[0].name is missing'],
  ['timeline: {a: [1, 2}\n', 's.yaml:1:'],
  ['- a\n- b\n', 's.yaml:1:1: the scenario must be an object with a timeline'],
  ['timeline:\n  - {do: reject-handshake, status: 0}\n', 'status must be a status that rejects, such as'],
  [
    'timeline:\n  - {do: reject-handshake, status: STATUS_OK}\n',
    'such as STATUS_INVALID_SIGNATURE or 15, found',
  ],
])('reports the place of the problem in %j', (text, problem) => {
  expect(problemsOf(text)).toContain(problem);
});

test('STATUS_OK, which rejects nothing, is not suggested for an unknown status', () => {
  const problems = problemsOf('timeline:\n  - {do: reject-handshake, status: BAD}\n');
  expect(problems).not.toContain('STATUS_OK');
});

test('all problems of a file are reported together', () => {
  const text = 'product: party\ntimeline:\n  - do: nothing\n  - {at: x, do: pause}\n';
  expect(
    problemsOf(text)
      .split('\n')
      .map((line) => line.split(':').slice(1, 3).join(':')),
  ).toEqual(['1:10', '3:9', '4:10']);
});

test('the built-in scenarios explain themselves', () => {
  expect(BUILT_IN_SCENARIOS.map(({ name }) => name)).toEqual([
    'two-speakers',
    'late-joiner',
    'host-stops',
    'bad-signature-then-good',
    'media-failover',
    'signaling-failover',
    'lost-keep-alive',
    'large-frames',
    'long-talk',
    'crosstalk',
    'noisy-room',
    'crowd-50',
    'event-flood',
    'pause-and-resume',
    'stop-and-start',
    'meeting-ends',
    'duplicate-webhook',
    'service-failure',
    'slow-network',
    'binary-frames',
    'fragmented-frames',
    'garbage',
    'unknown-messages',
    'media-socket-closed',
    'signaling-closed',
    'signaling-lost-early',
    'all-sockets-lost',
    'new-instance',
    'new-stream-id',
    'refused-media-type',
    'busy-stream',
    'overloaded-service',
  ]);
  const [line] = explainScenario(
    BUILT_IN_SCENARIOS.find(({ name }) => name === 'media-failover') ?? {
      name: '',
      description: '',
      timeline: [],
    },
  );
  expect(line).toMatch(/^5 s after ready: The connection of the media socket ends/);
});

describe('participants of a timeline', () => {
  const named = 'participants: [{name: Ana}, {name: Bob}]\n';

  test.each([
    [
      'leave, participant: Bobb',
      's.yaml:3:30: timeline[0].participant names no participant: found "Bobb"; did you mean Bob?',
    ],
    ['leave, participant: Zacharias', 'found "Zacharias"; participants are Ana, Bob'],
    ['leave, participant: 3', 'names no participant: found 3; participants are Ana, Bob'],
    ['leave, participant: 16780288', 'names no participant'],
  ])('must be among those that the scenario lists: %s', (step, problem) => {
    expect(problemsOf(`${named}timeline:\n  - {do: ${step}}\n`)).toContain(problem);
  });

  test('are checked beside all other mistakes, also those of the same step', () => {
    const text = [
      'nmae: x',
      'media: a.wav',
      'participants: [{name: Ana, media: b.wav}, {name: Bob}]',
      'timeline:',
      '  - {at: 1s, do: join, participant: Zoe}',
      '  - {at: 1s, after: 2s, do: join, participant: Zoe, color: red}',
      '  - {at: 1x, do: leave, participants: 2-9}',
      '  - {at: 1s, do: pause, participants: 1-2, color: red}',
      '  - {do: jion, participant: Zoe}',
      '  - {do: join, participant: Ana}',
      '',
    ].join('\n');
    const problems = problemsOf(text).split('\n');
    const found = problems.map((line) => line.replace(/^s\.yaml:(\d+):\d+: /, '$1 ').replace(/[;,].*/, ''));
    expect(found).toEqual([
      '1 nmae is not known in a scenario',
      '3 participants[0].media cannot be combined with "media" of the meeting',
      '5 timeline[0].participant names no participant: found "Zoe"',
      '6 timeline[1].after cannot be combined with "at"',
      '6 timeline[1].participant names no participant: found "Zoe"',
      '6 timeline[1].color is not known in step join',
      '7 timeline[2].at must be a duration such as 500ms',
      '7 timeline[2].participants names no participant: found 9',
      '8 timeline[3].participants is only for steps with a participant',
      '8 timeline[3].color is not known in step pause',
      '9 timeline[4].do names no step: found "jion"',
    ]);
  });

  test.each([
    'leave, participant: bob',
    'leave, participant: 2',
    'leave, participant: 16779264',
    'share-stop',
  ])('are named by name, position or user id: %s', (step) => {
    const parsed = parseScenario(`${named}timeline:\n  - {do: ${step}}\n`);
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
  });

  test.each([
    ['', 'participant: Bo Lind', []],
    ['', 'participant: 2', []],
    [
      '',
      'participant: Bob',
      [/^timeline\[0\]\.participant may name no participant: .* Ana Ruiz and Bo Lind/],
    ],
    ['', 'participant: 3', [/may name no participant/]],
    ['media: talk.mp4\n', 'participant: 3', []],
    ['media: talk.mp4\n', 'participant: Bob', [/are known only when the media is opened/]],
  ])('cause a warning when the media may not have them: %s%s', (media, who, warnings) => {
    const parsed = parseScenario(`${media}timeline:\n  - {do: leave, ${who}}\n`);
    expect(parsed.ok && parsed.warnings.map(({ message }) => message)).toEqual(
      warnings.map((pattern) => expect.stringMatching(pattern) as string),
    );
  });

  test('of the built-in conversation are known', () => {
    expect(builtInConversation().participants.map(({ name }) => name)).toEqual(BUILT_IN_PARTICIPANTS);
  });
});

test.each([
  [{ do: 'ignore-messages', type: 13, times: 1 }, /every socket is ignored the next time\.$/],
  [{ do: 'ignore-messages', type: 13, times: 2 }, /every socket is ignored the next 2 times\.$/],
  [{ do: 'handshake-timeout' }, /^The next signaling handshake receives no response/],
  [{ do: 'handshake-timeout', times: 3 }, /^The next 3 signaling handshakes receive no response/],
  [{ do: 'reject-handshake', status: 15 }, /^The next signaling handshake is rejected with status 15\./],
  [{ do: 'close-socket' }, /^The server closes the media socket with code 1001\. A good app connects again/],
  [{ do: 'close-socket', code: 1000 }, /with code 1000\. A good app connects again/],
  [{ do: 'close-socket', socket: 'signaling' }, /with code 1001\. A good app connects again/],
  [{ do: 'close-socket', socket: 'signaling', code: 1000 }, /is the end of the stream: onLeave\(960\)/],
  [{ do: 'close-socket', socket: 'all', code: 1000 }, /is the end of the stream: onLeave\(960\)/],
  [
    { do: 'send-message', message: { msg_type: 99 } },
    /^A message with msg_type 99 is sent unchanged on the sig/,
  ],
  [
    { do: 'send-message', message: {}, socket: 'media' },
    /^A message without msg_type is sent unchanged on the media/,
  ],
])('%j is explained in correct English', (data, explanation) => {
  const reading = readStep(data);
  expect(reading.ok && explainStep(reading.value)).toMatch(explanation);
});

test('`count` stands for several participants, and `participants` of an entry for positions among them', () => {
  const parsed = parseScenario(`
participants: [{name: Ana}, {name: Guest, count: 3, present: false}]
timeline:
  - {at: 1s, every: 2s, do: join, participants: 2-4}
`);
  expect(parsed.ok && parsed.scenario.participants).toEqual([
    { name: 'Ana' },
    { name: 'Guest 1', present: false },
    { name: 'Guest 2', present: false },
    { name: 'Guest 3', present: false },
  ]);
  expect(parsed.ok && explainScenario(parsed.scenario)).toEqual([
    '1 s after the meeting began, then every 2 s, 3 times in all: Participant 2 joins the meeting. Then the same for participants 3 to 4.',
  ]);
});

test.each([
  [
    'timeline: [{at: 1s, do: pause, participants: 3-5}]',
    'timeline[0].participants is only for steps with a participant, such as join',
  ],
  [
    'timeline: [{at: 1s, do: join, participants: 5-3}]',
    'timeline[0].participants must be positions of participants such as "3-50", found "5-3"',
  ],
  [
    'timeline: [{at: 1s, every: 1s, repeat: 2, do: join, participants: 3-5}]',
    'timeline[0].repeat cannot be combined with "participants"; keep one of them',
  ],
  [
    'timeline: [{at: 1s, do: join, participant: 2, participants: 3-5}]',
    'timeline[0].participant cannot be combined with "participants"; keep one of them',
  ],
  [
    'participants: [{name: Guest, count: 3}]\ntimeline: [{at: 1s, do: join, participants: 2-4}]',
    'timeline[0].participants names no participant: found 4; participants are Guest 1, Guest 2, Guest 3',
  ],
  [
    'participants: [{name: Guest, count: 2, media: a.wav}]',
    'participants[0].media cannot be combined with "count"; keep one of them',
  ],
  [
    'participants: [{name: Guest, count: 300}, {name: Visitor, count: 300}]',
    'participants must be at most 500, found 600 with those that "count" stands for',
  ],
])('%s is refused in one sentence', (text, message) => {
  expect(problemsOf(text)).toMatch(new RegExp(`^s\\.yaml:\\d+:\\d+: ${escaped(message)}$`));
});

function escaped(text: string): string {
  return text.replaceAll(/[.[\]()]/g, String.raw`\$&`);
}
