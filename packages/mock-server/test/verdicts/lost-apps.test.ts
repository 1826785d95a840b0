import { expect, test } from 'vitest';
import { ScriptedApp } from './scripted-app.js';

test.each([
  ['media first', ['media', 'signaling']],
  ['signaling first', ['signaling', 'media']],
] as const)('an app that is killed has one closed-without-notice: %s', async (_title, order) => {
  const app = new ScriptedApp('2026');
  const sockets = await app.join();
  for (const one of order) sockets[one].socket.terminate();
  await app.pass(1);

  const rules = await app.rules();

  expect(rules.filter((rule) => rule === 'closed-without-notice')).toHaveLength(1);
});
