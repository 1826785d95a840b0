import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NOTE_ENTRIES } from '../../src/journal-types.js';
import { CONDITION_NAMES } from '../../src/scenarios/conditions.js';
import { ServerClosedError, type MockMeeting } from '../../src/server/mock-meeting.js';
import { startMockServer } from '../../src/server/mock-server.js';
import type { WaitTarget } from '../../src/server/wait-target.js';
import { TestCore } from '../support/test-core.js';

/** Waits for a target as a program in plain JavaScript may name it. */
function wait(meeting: MockMeeting, target: unknown, options?: object): Promise<unknown> {
  return meeting.waitFor(target as WaitTarget, options);
}

describe('a target that can never occur is refused at once', () => {
  test.each([
    ['a state', 'actve', /did you mean active\?.*known are created, signaling, active/],
    ['a name that is like no other', 'xyzzy', /known are created, .*media-lost/],
    ['a key', { typ: 'x' }, /typ .*did you mean type\?/],
    ['a type', { type: 'KEEP_ALIVE_RESPONSE' }, /type .*did you mean KEEP_ALIVE_RESP/],
    ['a type that is like no other', { type: 'xyzzyxyzzy' }, /known are .*KEEP_ALIVE_REQ.*cut-socket/],
    ['a kind', { kind: 'messages' }, /kind must be .*message/],
    ['a direction', { direction: 'in' }, /direction must be .*sent or received/],
    ['an empty filter', {}, /must have one of kind, direction/],
    ['nothing', undefined, /must be a state, a moment or a filter/],
    ['another stream', { streamId: 'other' }, /streamId is that of another stream/],
  ])('%s', async (_, target, message) => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    await expect(wait(meeting, target)).rejects.toThrow(message);
    await expect(wait(meeting, target)).rejects.toMatchObject({ name: 'OptionError' });
  });

  test.each([
    [{ timeoutMs: 0 }, /timeoutMs must be a number of milliseconds/],
    [{ timeoutMs: '5s' }, /timeoutMs must be a number of milliseconds/],
    [{ timeout: 5 }, /timeout .*did you mean timeoutMs\?/],
  ])('the options %o', async (options, message) => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    await expect(wait(meeting, 'active', options)).rejects.toThrow(message);
  });
});

test('every moment that a scenario knows can be waited for, before and after it occurs', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  const before = meeting.waitFor('handshake');
  const signaling = core.joinSignaling(meeting);
  core.joinMedia(meeting);
  await core.ready(signaling, meeting);
  core.clock.advance(1000);
  expect(await before).toMatchObject({ kind: 'connection', type: 'accepted', socket: 'signaling' });
  expect(await meeting.waitFor('media-handshake')).toMatchObject({ type: 'accepted', socket: 'media' });
  expect(await meeting.waitFor('ready')).toMatchObject({ type: 'CLIENT_READY_ACK' });
  for (const name of CONDITION_NAMES) {
    meeting
      .waitFor(name, { timeoutMs: 1 })
      .catch((error: unknown) => expect(String(error)).toMatch(/^WaitTimeoutError: Waited/));
  }
});

test('an event of a webhook and a message without a name are types', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  await expect(wait(meeting, { type: 'meeting.anything' }, { timeoutMs: 1 })).rejects.toThrow(/^Waited 1 ms/);
  await expect(wait(meeting, { type: '4711' }, { timeoutMs: 1 })).rejects.toThrow(/^Waited 1 ms/);
});

test('what is awaited in vain names the rules that the app broke', async () => {
  const core = new TestCore({ protocol: '2026' });
  const meeting = await core.startMeeting();
  core.joinSignaling(meeting);
  const pending = wait(meeting, 'streaming', { timeoutMs: 1 });
  await expect(pending).rejects.toThrow(/sent SESSION_STATE_UPDATE\.$/);
  await core.ready(core.joinMedia(meeting), meeting);
  await expect(wait(meeting, 'streaming', { timeoutMs: 1 })).rejects.toThrow(
    /The app has broken rules: ready-ack-wrong-socket: .* media socket .*Send CLIENT_READY_ACK/,
  );
});

test('a pending wait is rejected at once when the server closes, later ones too', async () => {
  const server = await startMockServer({ port: 0, mediaPort: 0 });
  const meeting = await server.startMeeting();
  const ended = meeting.waitFor('terminated', { timeoutMs: 60_000 });
  const pending = meeting.waitFor('active', { timeoutMs: 60_000 });
  const closing = server.close();
  await expect(pending).rejects.toThrow(ServerClosedError);
  await expect(pending).rejects.toThrow(
    /The server has closed while a test waited for state "active" of stream/,
  );
  await expect(ended).resolves.toMatchObject({ type: 'terminated' });
  await closing;
  await expect(meeting.waitFor('streaming', { timeoutMs: 60_000 })).rejects.toThrow(ServerClosedError);
  await expect(meeting.waitFor('terminated')).resolves.toBeUndefined();
});

test('every note that the sources write can be waited for', () => {
  const folder = fileURLToPath(new URL('../../src/', import.meta.url));
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/kind: 'note',\s+type: '([a-z-]+)'/g),
    ])
    .map(([, type]) => type);
  expect(written).toContain('internal-error');
  for (const type of written) expect(NOTE_ENTRIES).toContain(type);
});
