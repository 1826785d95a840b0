import { describe, expect, test } from 'vitest';
import { ScriptedApp } from './scripted-app.js';
import type { Script } from './broken-rules.js';

const SIGNALING_HANDSHAKE = { msg_type: 1, protocol_version: 1 };
const MEDIA_HANDSHAKE = { msg_type: 3, protocol_version: 1, media_type: 8 };

/** An app that joins, and sends a message on another socket before or after that. */
const CASES: readonly (readonly [string, Script])[] = [
  [
    'message 1 first on a media socket while signaling is open',
    async (app) => {
      await app.join();
      app.core.dialMedia().send({ ...SIGNALING_HANDSHAKE, ...app.ids });
    },
  ],
  [
    'message 1 on a media socket after its start came twice',
    async (app) => {
      await app.join();
      await app.inject({ fault: 'duplicate-webhook' });
      app.core.dialMedia().send({ ...SIGNALING_HANDSHAKE, ...app.ids });
    },
  ],
  [
    'message 1 on a media socket whose handshake was accepted',
    async (app) => {
      const { media } = await app.join();
      media.send({ ...SIGNALING_HANDSHAKE, ...app.ids });
    },
  ],
  [
    'message 3 on signaling after its handshake',
    async (app) => {
      const { signaling } = await app.join();
      signaling.send({ ...MEDIA_HANDSHAKE, ...app.ids });
    },
  ],
  [
    'message 3 without a signature on signaling after its handshake',
    async (app) => {
      const { signaling } = await app.join();
      signaling.send({ ...MEDIA_HANDSHAKE, ...app.ids, signature: undefined });
    },
  ],
  [
    'message 3 first on signaling',
    async (app) => {
      await app.start();
      app.core.dialSignaling().send({ ...MEDIA_HANDSHAKE, ...app.ids });
      await app.join();
    },
  ],
  [
    'message 5 first on a media socket',
    async (app) => {
      await app.join();
      app.core.dialMedia().send({ msg_type: 5, events: [] });
    },
  ],
];

describe.each(['2025', '2026'] as const)('in %s', (protocol) => {
  test.each(CASES)('%s breaks one rule', async (_title, script) => {
    const app = new ScriptedApp(protocol);
    await script(app);
    await app.pass(1);

    expect(await app.rules()).toEqual(['message-on-wrong-socket']);
  });
});
