import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { startMockServer, type MockServer } from '@rtms-mock/server';
import { matchers, type RtmsMockMatchers } from '@rtms-mock/server/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

declare module 'vitest' {
  interface Matchers<T> extends RtmsMockMatchers {}
}
expect.extend(matchers);
vi.setConfig({ testTimeout: 30_000 }); // the 5 s of vitest end a test before waitFor says what is wrong

/** Starts the app with the credentials of the server, on a free port. */
async function startApp({ credentials }: MockServer) {
  const [{ clientId, clientSecret }] = credentials.apps;
  const { secretToken } = credentials;
  const app = spawn(process.execPath, ['app.mjs'], {
    cwd: import.meta.dirname,
    env: {
      PORT: '0',
      ZM_RTMS_CLIENT: clientId,
      ZM_RTMS_SECRET: clientSecret,
      ZOOM_SECRET_TOKEN: secretToken,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void app.kill()); // also after a timeout
  const lines = createInterface(app.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const url = `http://127.0.0.1:${(await line()).split(' ').at(-1)}/`;
  return { url, line };
}

test('the app prints the transcript', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, protocol: '2026', speed: 5 });
  const app = await startApp(server);
  const meeting = await server.startMeeting({ webhookUrl: app.url });
  await meeting.waitFor('streaming');
  expect(await app.line()).toBe('Ana Ruiz: Good morning, Bo. Thanks for joining on time.');
  await meeting.end();
  expect(meeting).toHaveNoProblems();
});

test('the app comes back after a loss of media', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, protocol: '2026', speed: 5 });
  const app = await startApp(server);
  const meeting = await server.startMeeting({ webhookUrl: app.url });
  await meeting.waitFor('streaming');
  await meeting.inject({ fault: 'cut-socket', socket: 'media' });
  await meeting.waitFor('interrupted');
  await meeting.waitFor('active', { timeoutMs: 15_000 });
  expect(meeting).toHaveNoProblems();
});
