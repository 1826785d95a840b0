/** Joins: what a client sends with other callbacks, parameters, ids and URLs. */
import { signHandshake } from '@rtms-mock/protocol/signature';
import type { ServerScript } from '../script.js';
import { MEETING, STREAM } from '../stage.js';

const CREDENTIALS = { clientId: 'anotherClient', clientSecret: 'anotherSecret' };

export const JOINS: readonly ServerScript[] = [
  { name: 'joins with audio' },
  { name: 'joins without media', callbacks: ['onSessionUpdate'] },
  { name: 'joins with transcripts', callbacks: ['onTranscriptData'] },
  {
    name: 'joins with all media types',
    callbacks: ['onAudioData', 'onVideoData', 'onDeskshareData', 'onTranscriptData'],
  },
  {
    name: 'joins with mixed audio in L16',
    params: {
      audio: {
        contentType: 2,
        codec: 1,
        sampleRate: 1,
        channel: 1,
        dataOpt: 1,
        duration: 20,
        frameSize: 320,
      },
    },
  },
  {
    name: 'joins with video and share in JPG',
    callbacks: ['onVideoData', 'onDeskshareData'],
    params: {
      video: { contentType: 3, codec: 5, resolution: 1, dataOpt: 3, fps: 5 },
      deskshare: { contentType: 3, codec: 5, resolution: 3, fps: 1 },
    },
  },
  {
    name: 'joins with the video of one participant',
    callbacks: ['onVideoData', 'onParticipantVideo', 'onVideoSubscribed'],
    params: { video: { contentType: 3, codec: 7, resolution: 2, dataOpt: 4, fps: 30 } },
    play: async (stage) => {
      await stage.joined();
      stage.do({ do: 'subscribeVideo', userId: 16_778_240, subscribe: true });
      await stage.received('signaling', 28);
      const response = {
        msg_type: 29,
        user_id: 16_778_240,
        subscribe: true,
        status_code: 0,
        reason: '',
        timestamp: 1,
      };
      await stage.send('signaling', response);
      await stage.called('onVideoSubscribed');
    },
  },
  { name: 'joins a webinar', payload: () => ({ meeting_uuid: undefined, webinar_uuid: 'w3b1nar==' }) },
  { name: 'joins a session', payload: () => ({ meeting_uuid: undefined, session_id: 'session_0001' }) },
  { name: 'joins an engagement', payload: () => ({ meeting_uuid: undefined, engagement_id: 'eng_0001' }) },
  {
    name: 'joins with a ready-made signature',
    payload: () => ({
      client: undefined,
      secret: undefined,
      signature: signHandshake(CREDENTIALS, MEETING, STREAM),
    }),
  },
  {
    name: 'joins with callbacks for all events',
    callbacks: [
      'onAudioData',
      'onUserUpdate',
      'onParticipantEvent',
      'onActiveSpeakerEvent',
      'onSharingEvent',
      'onMediaConnectionInterrupted',
      'onParticipantVideo',
      'onEventEx',
    ],
  },
  {
    name: 'joins, then subscribes to an event and unsubscribes',
    play: async (stage) => {
      await stage.joined();
      stage.do({ do: 'subscribeEvent', events: [2, 3] });
      await stage.received('signaling', 5);
      stage.do({ do: 'unsubscribeEvent', events: [3] });
      await stage.received('signaling', 5, 2);
    },
  },
  { name: 'joins where the server has the URL "all" alone', urlKeys: ['all'] },
  {
    name: 'joins where the server lacks the URL of a type',
    callbacks: ['onAudioData', 'onVideoData'],
    urlKeys: ['all', 'audio'],
  },
  {
    name: 'joins with a list of URLs',
    payload: (url) => ({ server_urls: `${url}/signaling,${url}/second,${url}/third` }),
  },
];
