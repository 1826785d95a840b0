import { describe, expect, test } from 'vitest';
import { ScriptedApp } from './scripted-app.js';

async function messageOf(app: ScriptedApp, rule: string): Promise<string | undefined> {
  await app.rules();
  return app.meeting.problems().find((verdict) => verdict.rule === rule)?.message;
}

describe('keep-alive-wrong-timestamp says what was found', () => {
  test.each([
    [
      (request: number) => ({ timestamp: String(request) }),
      /^KEEP_ALIVE_RESP has timestamp "(\d+)", which is a string; send it without quotes, the request had \1\.$/,
    ],
    [() => ({ timestamp: 'now' }), /^KEEP_ALIVE_RESP has timestamp "now", the request had \d+\.$/],
    [() => ({ timestamp: null }), /^KEEP_ALIVE_RESP has timestamp null, the request had \d+\.$/],
    [() => ({ timestamp: 7 }), /^KEEP_ALIVE_RESP has timestamp 7, the request had \d+\.$/],
    [() => ({}), /^KEEP_ALIVE_RESP has no timestamp, the request had \d+\.$/],
  ] as const)('%s', async (answer, message) => {
    const app = new ScriptedApp('2026');
    const { signaling } = await app.join();
    app.answer(signaling, ({ timestamp }) => [{ msg_type: 13, ...answer(timestamp) }]);
    await app.pass(15);

    expect(await messageOf(app, 'keep-alive-wrong-timestamp')).toMatch(message);
  });
});

test('reads-too-slowly says only what is known of an app that has stopped reading', async () => {
  const app = new ScriptedApp('2026', { mediaBufferBytes: 10_000, keepAliveMs: 10_000_000 });
  const { media } = await app.join({ media_type: 1 });
  media.stopReading();
  await app.pass(30);

  expect(await messageOf(app, 'reads-too-slowly')).toMatch(
    /^After \d+ s at least \d+ KiB of media wait for the app unread, and the oldest is dropped from now on\.$/,
  );
});

test('session-unknown names the session of the stream, and its evidence is the request', async () => {
  const app = new ScriptedApp('2026');
  const { signaling } = await app.join();
  signaling.send({ msg_type: 10, rtms_session_id: 'nope' });
  await app.rules();

  const [verdict] = app.meeting.problems();
  const evidence = app.core.journal.find().filter(({ seq }) => verdict?.evidence.includes(seq));
  expect(verdict?.message).toMatch(/^The request names session nope, that of the stream is \S+\.$/);
  expect(evidence.map(({ type }) => type)).toEqual(['SESSION_STATE_REQ', 'refused']);
});
