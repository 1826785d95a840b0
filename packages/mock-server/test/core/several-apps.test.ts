import { signHandshake } from '@rtms-mock/protocol/signature';
import { expect, test } from 'vitest';
import { LiveCredentials } from '../../src/config/live-credentials.js';
import { DEV_CREDENTIALS, type App, type Credentials } from '../../src/credentials.js';
import type { MockMeeting } from '../../src/server/mock-meeting.js';
import { TestCore, type TestPeer } from '../support/test-core.js';

const FIRST: App = { ...DEV_CREDENTIALS.apps[0], clientId: 'first', clientSecret: 'secret-1' };
const SECOND: App = {
  ...FIRST,
  clientId: 'second',
  clientSecret: 'secret-2',
  scope: 9,
  protocol: '2026',
};

function credentials(...apps: [App, ...App[]]): Credentials {
  return { ...DEV_CREDENTIALS, apps };
}

function connect(core: TestCore, meeting: MockMeeting, app: App): TestPeer {
  const peer = core.dialSignaling(app.protocol ?? '2025');
  peer.send({
    msg_type: 1,
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: signHandshake(app, meeting.meetingUuid, meeting.streamId),
  });
  return peer;
}

test('two apps on one server each have their own secret, generation and scope', async () => {
  const core = new TestCore({ credentials: credentials(FIRST, SECOND) });
  const one = await core.startMeeting({ clientId: 'first' });
  const two = await core.startMeeting({ clientId: 'second' });
  const peers = [connect(core, one, FIRST), connect(core, two, SECOND)];
  core.clock.advance(5000);

  for (const [peer, hasVideo] of [
    [peers[0], true],
    [peers[1], false],
  ] as const) {
    const urls = peer?.bodies[0]?.['media_server'] as { server_urls: { video?: string } } | undefined;
    expect(urls?.server_urls.video !== undefined).toBe(hasVideo);
  }
  // Pinged every 5 s in 2025, every 10 s in 2026.
  expect(peers.map((peer) => peer.bodies.some((body) => body['msg_type'] === 12))).toEqual([true, false]);
  // The signature of the other app is refused with the status number of each generation.
  expect(connect(core, one, { ...SECOND, protocol: '2025' }).bodies[0]).toMatchObject({ status_code: 15 });
  expect(connect(core, two, { ...FIRST, protocol: '2026' }).bodies[0]).toMatchObject({ status_code: 3 });
});

test('a replaced secret applies to running streams', async () => {
  const live = new LiveCredentials(credentials(FIRST));
  const core = new TestCore({ credentials: live });
  const meeting = await core.startMeeting();
  const corrected = { ...FIRST, clientSecret: 'corrected' };
  live.replace(credentials(corrected));

  expect(connect(core, meeting, FIRST).bodies[0]).toMatchObject({ status_code: 15 });
  expect(connect(core, meeting, corrected).bodies[0]).toMatchObject({ status_code: 0 });
});
