import { signHandshake } from '@rtms-mock/protocol/signature';
import { describe, expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { identity, TestCore } from '../support/test-core.js';

const [app] = DEV_CREDENTIALS.apps;

describe('a handshake with a wrong signature', () => {
  test('is explained in log and journal, and not on the wire', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const spoiled = { ...app, clientSecret: `${app.clientSecret}\n` };
    const signature = signHandshake(spoiled, meeting.meetingUuid, meeting.streamId);
    const peer = core.dialSignaling();
    peer.send({ msg_type: 1, ...identity(meeting), signature });

    expect(peer.bodies[0]?.['reason']).toMatch(/^signature does not match: [^;]*$/);
    const [note] = core.journal.find({ kind: 'note', type: 'refused' });
    expect(note?.detail['advice']).toBe(
      'the likely cause: the client secret ends with a newline, as read from a file',
    );
    expect(JSON.stringify(core.journal.find())).not.toContain(app.clientSecret);
  });

  test('with the ids of another stream names that stream', async () => {
    const core = new TestCore();
    const other = await core.startMeeting();
    const meeting = await core.startMeeting();
    const signature = signHandshake(app, other.meetingUuid, other.streamId);
    core.dialSignaling().send({ msg_type: 1, ...identity(meeting), signature });
    const [note] = core.journal.find({ kind: 'note', type: 'refused' });
    expect(note?.detail['advice']).toContain(`the ids of another stream (${other.streamId})`);
  });

  test('on a media socket is explained too', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    core.dialSignaling().send({ msg_type: 1, ...identity(meeting) });
    const signature = signHandshake(app, meeting.meetingUuid, meeting.streamId).toUpperCase();
    core.dialMedia().send({ msg_type: 3, ...identity(meeting), signature, media_type: 1 });
    const [note] = core.journal.find({ kind: 'note', type: 'refused' });
    expect(note?.detail['advice']).toBe('the likely cause: it is in upper case');
  });

  test('of no known mistake points to the client secret, and a flood of them is not diagnosed', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const send = (): void =>
      core.dialSignaling().send({ msg_type: 1, ...identity(meeting), signature: 'f'.repeat(64) });
    for (let i = 0; i < 60; i++) send();
    const advices = core.journal
      .find({ kind: 'note', type: 'refused' })
      .map(({ detail }) => detail['advice']);
    expect(advices[0]).toContain(`most likely not that of the app ${app.clientId}`);
    expect(advices.filter((advice) => advice !== undefined)).toHaveLength(50);
    core.clock.advance(10_000);
    send();
    expect(core.journal.find({ kind: 'note', type: 'refused' }).at(-1)?.detail['advice']).toBeDefined();
  });
});
