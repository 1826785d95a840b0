import { describe, expect, test } from 'vitest';
import { ScriptedApp } from './scripted-app.js';

describe.each(['2025', '2026'] as const)('in %s', (protocol) => {
  test('an app with one socket for all media has no verdict', async () => {
    const app = new ScriptedApp(protocol);
    const { signaling } = await app.join({ media_type: 32 });
    signaling.send({ msg_type: 5, events: [{ event_type: 2, subscribe: true }] });
    await app.pass(12);
    app.meeting.pause();
    await app.pass(45);
    app.meeting.resume();
    await app.pass(2);

    expect(app.meeting.view().media['audio']?.frames).toBeGreaterThan(100);
    expect(await app.rules()).toEqual([]);
  });

  test('an app with one socket for each type, of which two are opened later, has no verdict', async () => {
    const app = new ScriptedApp(protocol);
    const { signaling } = await app.join({ media_type: 8 });
    await app.pass(30);
    app.media({ media_type: 1 });
    app.media({ media_type: 16 });
    await app.ready(signaling);
    await app.pass(3);

    expect(await app.rules()).toEqual([]);
  });

  test('an app that starts again after a loss of everything, on the same stream, has no verdict', async () => {
    const app = new ScriptedApp(protocol);
    await app.join();
    await app.inject({ fault: 'cut-socket', socket: 'signaling' });
    await app.pass(20);
    await app.join();
    await app.pass(20);
    await app.meeting.stop();
    await app.meeting.start();
    await app.join();
    await app.pass(20);

    expect(await app.rules()).toEqual([]);
  });

  test('an app that was busy and then answers two requests has no verdict', async () => {
    const app = new ScriptedApp(protocol, { keepAliveMs: 2000 });
    await app.join();
    await app.pass(2, 2500);
    await app.pass(1);

    expect(await app.rules()).toEqual([]);
  });
});
