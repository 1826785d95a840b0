/** A joined stream: media, events, states, losses and ends. */
import type { ServerScript } from '../script.js';
import { STREAM, T0, type Stage } from '../stage.js';

const ANA = { user_id: 16_778_240, user_name: 'Ana Ruiz' };
const SESSION = 'rtms_session_0001';

const audio = (fields: object = ANA, timestamp = T0): object => ({
  msg_type: 14,
  content: { ...fields, data: 'AAECAw==', length: 4, timestamp },
});
const transcript = (fields: object): object => ({
  msg_type: 17,
  content: { ...ANA, data: 'Grüß dich', timestamp: T0 + 3, ...fields },
});
const event = (event_type: number, fields: object): object => ({
  msg_type: 6,
  event: { event_type, timestamp: T0 + event_type, ...fields },
});
const session = (state: number, fields: object = {}): object => ({
  msg_type: 9,
  rtms_session_id: SESSION,
  state,
  timestamp: T0,
  ...fields,
});
const streamState = (state: number, fields: object = {}): object => ({
  msg_type: 8,
  rtms_stream_id: STREAM,
  state,
  timestamp: T0,
  ...fields,
});
const keepAlive = (timestamp: number, sequence: number): object => ({ msg_type: 12, sequence, timestamp });

/** Waits for the join, then sends on one path, and waits for the callback. */
function sends(
  path: string,
  callback: string,
  ...messages: readonly object[]
): (stage: Stage) => Promise<void> {
  return async (stage) => {
    await stage.joined();
    for (const [index, message] of messages.entries()) {
      await stage.send(path, message);
      await stage.called(callback, index + 1);
    }
  };
}

/** Waits for the join and for the first packet of audio, so that the stream flows. */
async function flows(stage: Stage): Promise<void> {
  await stage.joined();
  await stage.send('audio', audio());
  await stage.called('onAudioData');
}

const MEDIA: readonly ServerScript[] = [
  { name: 'sends audio of a speaker', play: sends('audio', 'onAudioData', audio(), audio(ANA, T0 + 20)) },
  {
    name: 'sends mixed audio',
    params: {
      audio: {
        contentType: 2,
        codec: 4,
        sampleRate: 3,
        channel: 2,
        dataOpt: 1,
        duration: 20,
        frameSize: 960,
      },
    },
    play: sends('audio', 'onAudioData', audio({ user_id: 0 }), audio()),
  },
  {
    name: 'sends audio with user id 0',
    play: sends('audio', 'onAudioData', audio({ user_id: 0, user_name: '' })),
  },
  { name: 'sends audio without a user', play: sends('audio', 'onAudioData', audio({})) },
  { name: 'sends audio without a name', play: sends('audio', 'onAudioData', audio({ user_id: 5 })) },
  {
    name: 'sends audio of a Contact Center channel',
    payload: () => ({ meeting_uuid: undefined, engagement_id: 'eng_0001' }),
    play: sends(
      'audio',
      'onAudioData',
      audio({ channel_id: '2', user_name: '' }),
      audio({ channel_id: '2' }),
    ),
  },
  {
    name: 'sends video and share',
    callbacks: ['onVideoData', 'onDeskshareData'],
    play: async (stage) => {
      await stage.joined();
      const content = { ...ANA, data: 'AAAAAWc=', length: 5, timestamp: T0 + 1 };
      await stage.send('video', { msg_type: 15, content });
      await stage.called('onVideoData');
      await stage.send('deskshare', { msg_type: 16, content });
      await stage.called('onDeskshareData');
    },
  },
  {
    name: 'sends transcripts with times',
    callbacks: ['onTranscriptData'],
    play: sends('transcript', 'onTranscriptData', transcript({ start_time: T0 + 1, end_time: T0 + 2 })),
  },
  {
    name: 'sends transcripts without times',
    callbacks: ['onTranscriptData'],
    play: sends('transcript', 'onTranscriptData', transcript({})),
  },
  {
    name: 'sends audio after a transcript',
    callbacks: ['onAudioData', 'onTranscriptData'],
    play: async (stage) => {
      await stage.joined();
      await stage.send('transcript', transcript({ start_time: T0 + 1, end_time: T0 + 2 }));
      await stage.called('onTranscriptData');
      await stage.send('audio', audio());
      await stage.called('onAudioData');
    },
  },
];

const PARTICIPANTS = { participants: [ANA, { user_id: 16_778_241, user_name: 'Ben' }] };

const EVENTS: readonly ServerScript[] = [
  {
    name: 'tells who joins and leaves, to onParticipantEvent',
    callbacks: ['onAudioData', 'onParticipantEvent'],
    play: sends(
      'signaling',
      'onParticipantEvent',
      event(3, PARTICIPANTS),
      event(4, { participants: [{ user_id: 16_778_241 }] }),
    ),
  },
  {
    name: 'tells who joins, to onUserUpdate',
    callbacks: ['onAudioData', 'onUserUpdate'],
    play: sends('signaling', 'onUserUpdate', event(3, { participants: [ANA] })),
  },
  {
    name: 'tells who speaks',
    callbacks: ['onAudioData', 'onActiveSpeakerEvent'],
    play: sends('signaling', 'onActiveSpeakerEvent', event(2, ANA)),
  },
  {
    name: 'tells when a share starts and stops',
    callbacks: ['onAudioData', 'onSharingEvent'],
    play: sends('signaling', 'onSharingEvent', event(5, ANA), event(6, {})),
  },
  {
    name: 'tells that media is interrupted',
    callbacks: ['onAudioData', 'onMediaConnectionInterrupted'],
    play: sends('signaling', 'onMediaConnectionInterrupted', event(7, {})),
  },
  {
    name: 'tells whose camera is on and off',
    callbacks: ['onAudioData', 'onParticipantVideo'],
    play: sends('signaling', 'onParticipantVideo', event(8, PARTICIPANTS), event(9, { participants: [ANA] })),
  },
  {
    name: 'sends an event to the raw callback alone',
    callbacks: ['onAudioData', 'onEventEx'],
    play: sends('signaling', 'onEventEx', event(1, {}), event(2, ANA)),
  },
];

const SESSIONS = ['onAudioData', 'onSessionUpdate'];

const STATES: readonly ServerScript[] = [
  {
    name: 'starts, pauses, resumes and stops a session',
    callbacks: SESSIONS,
    play: sends(
      'signaling',
      'onSessionUpdate',
      session(2),
      session(3),
      session(4),
      session(5, { stop_reason: 2 }),
    ),
  },
  {
    name: 'pauses a session that it never started',
    callbacks: SESSIONS,
    play: sends('signaling', 'onSessionUpdate', session(3)),
  },
  {
    name: 'says that a session initialises',
    callbacks: SESSIONS,
    play: sends('signaling', 'onSessionUpdate', session(1)),
  },
  {
    name: 'sends stream states that are no end',
    callbacks: SESSIONS,
    play: async (stage) => {
      await stage.joined();
      for (const state of [1, 2, 5, 6]) await stage.send('signaling', streamState(state));
      await stage.send('signaling', session(2));
      await stage.called('onSessionUpdate');
    },
  },
  {
    name: 'sends a message of an unknown type and text that is no JSON',
    callbacks: SESSIONS,
    play: async (stage) => {
      await stage.joined();
      await stage.send('signaling', { msg_type: 99, anything: true });
      await stage.send('signaling', 'not JSON');
      await stage.send('signaling', session(2));
      await stage.called('onSessionUpdate');
    },
  },
  {
    name: 'sends keep-alives on both sockets',
    play: async (stage) => {
      await stage.joined();
      for (const path of ['signaling', 'audio']) {
        await stage.send(path, keepAlive(T0, 0));
        await stage.send(path, keepAlive(T0 + 5000, 7));
        await stage.received(path, 13, 2);
      }
    },
  },
];

const LOSSES: readonly ServerScript[] = [
  {
    name: 'loses signaling without a close frame',
    play: async (stage) => {
      await flows(stage);
      await stage.cut('signaling');
      await stage.received('signaling', 7, 2);
      await stage.send('audio', audio());
      await stage.called('onAudioData', 2);
    },
  },
  {
    name: 'loses media without a close frame',
    play: async (stage) => {
      await flows(stage);
      await stage.cut('audio');
      await stage.received('audio', 3, 2);
      await stage.pause(100);
      await stage.send('audio', audio());
      await stage.called('onAudioData', 2);
    },
  },
  ...[1000, 1001, 1011].flatMap((code) =>
    ['signaling', 'audio'].map((path): ServerScript => ({
      name: `closes ${path} with ${code}`,
      play: async (stage) => {
        await flows(stage);
        await stage.close(path, code);
        await stage.called('onLeave');
      },
    })),
  ),
];

const ENDS: readonly ServerScript[] = [
  ...[6, 1, 8].map((reason): ServerScript => ({
    name: `terminates the stream with reason ${reason}`,
    play: async (stage) => {
      await flows(stage);
      await stage.send('signaling', streamState(4, { reason, stop_reason: reason }));
      await stage.called('onLeave');
    },
  })),
  {
    name: 'stops the session, terminates the stream and closes later',
    callbacks: SESSIONS,
    play: async (stage) => {
      await flows(stage);
      await stage.send('signaling', session(2));
      await stage.called('onSessionUpdate');
      await stage.send('signaling', session(5, { stop_reason: 6 }));
      await stage.send('signaling', streamState(4, { reason: 6, stop_reason: 6 }));
      await stage.pause(1000);
      stage.closeAll();
      await stage.called('onLeave');
    },
  },
  {
    name: 'sends audio, then the end',
    play: async (stage) => {
      await flows(stage);
      for (let i = 1; i <= 20; i++) await stage.send('audio', audio(ANA, T0 + 20 * i));
      await stage.called('onAudioData', 21);
      await stage.send('signaling', streamState(4, { reason: 6, stop_reason: 6 }));
      await stage.called('onLeave');
    },
  },
  {
    name: 'is left by the app',
    play: async (stage) => {
      await flows(stage);
      stage.do({ do: 'leave' });
      await stage.pause(500);
    },
  },
  {
    name: 'is left by the app after the end',
    play: async (stage) => {
      await flows(stage);
      await stage.send('signaling', streamState(4, { reason: 6, stop_reason: 6 }));
      await stage.called('onLeave');
      stage.do({ do: 'leave' });
      await stage.pause(500);
    },
  },
];

export const STREAMS: readonly ServerScript[] = [
  ...MEDIA,
  ...EVENTS,
  ...STATES,
  ...LOSSES.map((script) => ({ ...script, settleMs: 1600 })),
  ...ENDS,
];
