import { expect, expectTypeOf, test } from 'vitest';
import rtms, * as named from '@rtms-mock/client';
import type { SdkClient, SdkModule } from './support/sdk-surface.js';

/** All names of the SDK's default export (1.1.0), except the numbers below. */
const SDK_NAMES = [
  'AudioChannel',
  'AudioCodec',
  'AudioContentType',
  'AudioDataOption',
  'AudioSampleRate',
  'Client',
  'EventType',
  'LogFormat',
  'LogLevel',
  'MediaDataType',
  'MessageType',
  'SessionState',
  'StopReason',
  'StreamState',
  'TranscriptLanguage',
  'VideoCodec',
  'VideoContentType',
  'VideoDataOption',
  'VideoResolution',
  'configureLogger',
  'createWebhookHandler',
  'generateSignature',
  'isInitialized',
  'onWebhookEvent',
];

/** The numbers as literals: if one changes, programs break. */
const SDK_NUMBERS = {
  MEDIA_TYPE_AUDIO: 1,
  MEDIA_TYPE_VIDEO: 2,
  MEDIA_TYPE_DESKSHARE: 4,
  MEDIA_TYPE_TRANSCRIPT: 8,
  MEDIA_TYPE_CHAT: 16,
  MEDIA_TYPE_ALL: 32,
  SESSION_EVENT_ADD: 1,
  SESSION_EVENT_STOP: 2,
  SESSION_EVENT_PAUSE: 3,
  SESSION_EVENT_RESUME: 4,
  USER_JOIN: 0,
  USER_LEAVE: 1,
  EVENT_UNDEFINED: 0,
  EVENT_FIRST_PACKET_TIMESTAMP: 1,
  EVENT_ACTIVE_SPEAKER_CHANGE: 2,
  EVENT_PARTICIPANT_JOIN: 3,
  EVENT_PARTICIPANT_LEAVE: 4,
  EVENT_SHARING_START: 5,
  EVENT_SHARING_STOP: 6,
  EVENT_MEDIA_CONNECTION_INTERRUPTED: 7,
  EVENT_CONSUMER_ANSWERED: 8,
  EVENT_CONSUMER_END: 9,
  EVENT_USER_ANSWERED: 10,
  EVENT_USER_END: 11,
  EVENT_USER_HOLD: 12,
  EVENT_USER_UNHOLD: 13,
  RTMS_SDK_FAILURE: -1,
  RTMS_SDK_OK: 0,
  RTMS_SDK_TIMEOUT: 1,
  RTMS_SDK_NOT_EXIST: 2,
  RTMS_SDK_WRONG_TYPE: 3,
  RTMS_SDK_INVALID_STATUS: 4,
  RTMS_SDK_INVALID_ARGS: 5,
  SESS_STATUS_ACTIVE: 0,
  SESS_STATUS_PAUSED: 1,
};

/** Methods of a client, in the SDK or in its first releases. */
const CLIENT_METHODS = [
  'enableAudio',
  'enableDeskshare',
  'enableTranscript',
  'enableVideo',
  'join',
  'leave',
  'onActiveSpeakerEvent',
  'onAudioData',
  'onDeskshareData',
  'onEventEx',
  'onJoinConfirm',
  'onLeave',
  'onMediaConnectionInterrupted',
  'onParticipantEvent',
  'onParticipantVideo',
  'onSessionUpdate',
  'onSharingEvent',
  'onTranscriptData',
  'onUserUpdate',
  'onVideoData',
  'onVideoSubscribed',
  'poll',
  'release',
  'setAudioParameters',
  'setAudioParams',
  'setDeskshareParams',
  'setProxy',
  'setTranscriptParams',
  'setVideoParameters',
  'setVideoParams',
  'streamId',
  'subscribeEvent',
  'subscribeVideo',
  'unsubscribeEvent',
  'uuid',
];

test('the default export has the names of the SDK, the single-stream forms, and nothing else', () => {
  const names = [...SDK_NAMES, ...Object.keys(SDK_NUMBERS), ...CLIENT_METHODS, 'TranscriptParams'];
  expect(Object.keys(rtms).sort()).toEqual(names.sort());
});

test('all but the single-stream forms are named exports too', () => {
  const names = [...SDK_NAMES, ...Object.keys(SDK_NUMBERS), 'RtmsError', 'TranscriptParams', 'default'];
  expect(Object.keys(named).sort()).toEqual(names.sort());
});

test('the numbers equal those of the SDK', () => {
  expect(rtms).toMatchObject(SDK_NUMBERS);
  expect(rtms.AudioCodec).toEqual({ UNDEFINED: 0, L16: 1, G711: 2, G722: 3, OPUS: 4 });
  expect(rtms.VideoCodec).toEqual({ UNDEFINED: 0, JPG: 5, PNG: 6, H264: 7 });
  expect(rtms.AudioContentType).toEqual({ UNDEFINED: 0, RTP: 1, RAW_AUDIO: 2, FILE_STREAM: 4, TEXT: 5 });
  expect(rtms.VideoContentType).toEqual({ UNDEFINED: 0, RTP: 1, RAW_VIDEO: 3, FILE_STREAM: 4, TEXT: 5 });
  expect(rtms.AudioSampleRate).toEqual({ SR_8K: 0, SR_16K: 1, SR_32K: 2, SR_48K: 3 });
  expect(rtms.VideoResolution).toEqual({ SD: 1, HD: 2, FHD: 3, QHD: 4 });
  expect(rtms.MediaDataType).toMatchObject({ UNDEFINED: 0, ALL: 32 });
  expect(rtms.LogLevel).toEqual({ ERROR: 0, WARN: 1, INFO: 2, DEBUG: 3, TRACE: 4 });
  expect(rtms.LogFormat).toEqual({ PROGRESSIVE: 'progressive', JSON: 'json' });
  expect(rtms.TranscriptLanguage).toMatchObject({ NONE: -1, ENGLISH: 9, VIETNAMESE: 36 });
});

test('stop reasons have the names of the code and those of the declarations', () => {
  expect(rtms.StopReason).toMatchObject({
    MEETING_ENDED: 6,
    STOP_BC_MEETING_ENDED: 6,
    HOST_DISABLED_APP: 5,
    STOP_BC_APP_DISABLED_BY_HOST: 5,
    INSTANCE_CONNECTION_INTERRUPTED: 12,
    STOP_BC_MEETING_CONNECTION_INTERRUPTED: 12,
    STREAMING_NOT_SUPPORTED: 26,
  });
});

test('a client has all methods, and so has the module', () => {
  const client = new rtms.Client();
  for (const name of CLIENT_METHODS) {
    expect([name, typeof Reflect.get(client, name)]).toEqual([name, 'function']);
    expect([name, typeof Reflect.get(rtms, name)]).toEqual([name, 'function']);
  }
  expect(typeof rtms.Client.initialize).toBe('function');
  expect(typeof rtms.Client.uninitialize).toBe('function');
});

test('the types are assignable to those of the SDK', () => {
  expectTypeOf(rtms).toExtend<SdkModule>();
  expectTypeOf<InstanceType<typeof rtms.Client>>().toExtend<SdkClient>();
});
