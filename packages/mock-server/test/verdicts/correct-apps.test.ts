import { MessageType } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { TestCore, type TestPeer } from '../support/test-core.js';

/** Answers the keep-alives that a peer has received since the last call. */
function keepAliveOf(peer: TestPeer): () => void {
  let answered = 0;
  return () => {
    const pings = peer.ofType(MessageType.KEEP_ALIVE_REQ);
    for (const { timestamp } of pings.slice(answered)) {
      peer.send({ msg_type: MessageType.KEEP_ALIVE_RESP, timestamp });
    }
    answered = pings.length;
  };
}

describe.each(['2025', '2026'] as const)('in %s', (protocol) => {
  test.each([
    ['one socket for all media', [{ media_type: 32 }]],
    ['one socket for each type', [{ media_type: 1 }, { media_type: 2 }, { media_type: 8 }]],
  ])('a correct app with %s has no verdicts', async (_name, requests) => {
    const core = new TestCore({ protocol }, new ManualClock());
    const meeting = await core.startMeeting();
    const signaling = core.joinSignaling(meeting);
    signaling.send({ msg_type: 5, events: [{ event_type: 2, subscribe: true }] });
    const media = requests.map((request) => core.joinMedia(meeting, request));
    await core.ready(signaling, meeting);
    const answers = [signaling, ...media].map(keepAliveOf);
    for (let i = 0; i < 120; i += 1) {
      core.clock.advance(1000);
      for (const answer of answers) answer();
    }
    await meeting.end();

    expect(meeting.view().media['audio']?.frames).toBeGreaterThan(1000);
    expect(meeting.problems()).toEqual([]);
  });
});
