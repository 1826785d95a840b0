/** Are apps with a fault caught, by the rule that names it, and apps without left alone? */
import { setTimeout as wait } from 'node:timers/promises';
import { startMockServer, type MockMeeting, type MockServer, type Verdict } from '@rtms-mock/server';
import { afterAll, describe, expect, test } from 'vitest';
import { MUTANTS, type Course } from './mutants.js';
import { startRawApp, type AppSecrets, type RunningApp } from './raw-app.js';
import { startSdkApp } from './sdk-app.js';

/** How often a mutant is looked at, in milliseconds. */
const LOOK_MS = 100;
/** Longest time of a meeting: rules that measure time wait for 8 s and more. */
const MEETING_MS = 16_000;
/** Time after the end in which an app may still do something wrong, in milliseconds. */
const AFTER_END_MS = 6_000;
/** Time after which a server gives up waiting for a close frame, and some more, in milliseconds. */
const CLOSE_MS = 40_000;

function start(protocol: '2025' | '2026', keepAliveMs = 1000): Promise<MockServer> {
  return startMockServer({ port: 0, mediaPort: 0, protocol, keepAliveMs });
}

function secretsOf({ credentials }: MockServer): AppSecrets {
  const [{ clientId, clientSecret }] = credentials.apps;
  return { clientId, clientSecret, secretToken: credentials.secretToken };
}

/** Waits until a condition holds. Returns false if it never does. */
async function until(isTrue: () => boolean, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += LOOK_MS) {
    if (isTrue()) return true;
    await wait(LOOK_MS);
  }
  return isTrue();
}

/** Lets happen what the course says, once media has arrived. */
async function play(course: Course, meeting: MockMeeting, app: RunningApp): Promise<void> {
  if (course === 'signaling-refused') return;
  await until(() => app.received() > 0 || meeting.problems().length > 0, MEETING_MS / 2);
  if (course === 'media-lost') await meeting.inject({ fault: 'cut-socket', socket: 'media' });
  if (course === 'signaling-lost') await meeting.inject({ fault: 'cut-socket', socket: 'all' });
  if (course === 'new-instance') await meeting.inject({ fault: 'new-instance' });
  if (course === 'duplicate-webhook') await meeting.inject({ fault: 'duplicate-webhook' });
  if (course === 'binary-frames') await meeting.inject({ fault: 'frames', type: 'binary' });
  if (course === 'large-frame') await meeting.inject({ fault: 'large-frame', size: '2M', times: 12 });
}

/** Runs a meeting with an app, until it has a verdict or the meeting is over. Returns its verdicts. */
async function judge(app: RunningApp, server: MockServer, course: Course): Promise<readonly Verdict[]> {
  if (course === 'validation') {
    await server.validateWebhook(app.webhookUrl);
    return server.problems();
  }
  const meeting = await server.startMeeting({
    webhookUrl: app.webhookUrl,
    start: course !== 'signaling-refused',
  });
  if (course === 'signaling-refused') {
    await meeting.inject({
      fault: 'reject-handshake',
      socket: 'signaling',
      status: 'STATUS_INVALID_SIGNATURE',
      times: 30,
    });
    await meeting.start();
  }
  await play(course, meeting, app);
  const isShort = course === 'short' || course === 'left-open';
  await until(() => meeting.problems().length > 0, isShort ? LOOK_MS : MEETING_MS);
  await meeting.end();
  await until(() => meeting.problems().length > 0, course === 'left-open' ? CLOSE_MS : AFTER_END_MS);
  return meeting.problems();
}

const caught: { readonly name: string; readonly rules: readonly string[]; readonly rule: string }[] = [];

describe.concurrent('a mutant', () => {
  test.each(
    MUTANTS.map(
      (mutant) =>
        [
          `${'raw' in mutant ? 'without a library' : 'on the client'} ${mutant.name}: ${mutant.rule}`,
          mutant,
        ] as const,
    ),
  )('%s', async (_title, mutant) => {
    await using server = await start('2026', mutant.keepAliveMs);
    const secrets = secretsOf(server);
    await using app =
      'raw' in mutant ? await startRawApp(secrets, mutant.raw) : await startSdkApp(secrets, mutant.sdk);
    const verdicts = await judge(app, server, mutant.course ?? 'plain');
    const rules = verdicts.map(({ rule }) => rule);
    caught.push({ name: mutant.name, rules, rule: mutant.rule });
    expect(rules[0]).toBe(mutant.rule);
  });
});

describe.concurrent('an app without a fault has no verdict', () => {
  const courses: readonly Course[] = [
    'plain',
    'media-lost',
    'signaling-lost',
    'new-instance',
    'duplicate-webhook',
    'binary-frames',
    'large-frame',
  ];
  const cases = (['2025', '2026'] as const).flatMap((protocol) =>
    courses.flatMap((course) => [
      { protocol, course, start: startRawApp, name: 'without a library' },
      { protocol, course, start: startSdkApp, name: 'on the client' },
    ]),
  );
  test.each(cases)('$name, $protocol, $course', async ({ protocol, course, start: startApp }) => {
    await using server = await start(protocol);
    await using app = await startApp(secretsOf(server));
    expect(await judge(app, server, course)).toEqual([]);
    expect(app.received()).toBeGreaterThan(0);
  });
});

afterAll(() => {
  const found = caught.filter(({ rules }) => rules.length > 0).length;
  const first = caught.filter(({ rules, rule }) => rules[0] === rule).length;
  process.stdout.write(`${MUTANTS.length} mutants, ${found} caught, ${first} with the right rule first\n`);
});
