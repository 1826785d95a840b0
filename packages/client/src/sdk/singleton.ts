/**
 * The module as a client: `rtms.onAudioData(…)`, `rtms.join(…)`, as the SDK's README shows for programs with one
 * stream. The first call creates the client.
 */
import { Client } from './client.js';

let shared: Client | undefined;

function client(): Client {
  return (shared ??= new Client());
}

type ClientMethod = {
  [Name in keyof Client]: Client[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Client];

function forward<Name extends ClientMethod>(name: Name): Client[Name] {
  const call = (...args: unknown[]): unknown => {
    const target = client();
    const method = target[name] as (...values: unknown[]) => unknown;
    return method.apply(target, args);
  };
  return call as unknown as Client[Name];
}

/** Functions with the names of the client's methods; all of them call the same client. */
export const singleton = {
  join: forward('join'),
  leave: forward('leave'),
  poll: forward('poll'),
  release: forward('release'),
  uuid: forward('uuid'),
  streamId: forward('streamId'),
  setAudioParams: forward('setAudioParams'),
  setVideoParams: forward('setVideoParams'),
  setDeskshareParams: forward('setDeskshareParams'),
  setTranscriptParams: forward('setTranscriptParams'),
  setAudioParameters: forward('setAudioParameters'),
  setVideoParameters: forward('setVideoParameters'),
  setProxy: forward('setProxy'),
  enableAudio: forward('enableAudio'),
  enableVideo: forward('enableVideo'),
  enableTranscript: forward('enableTranscript'),
  enableDeskshare: forward('enableDeskshare'),
  onJoinConfirm: forward('onJoinConfirm'),
  onLeave: forward('onLeave'),
  onSessionUpdate: forward('onSessionUpdate'),
  onUserUpdate: forward('onUserUpdate'),
  onParticipantEvent: forward('onParticipantEvent'),
  onActiveSpeakerEvent: forward('onActiveSpeakerEvent'),
  onSharingEvent: forward('onSharingEvent'),
  onMediaConnectionInterrupted: forward('onMediaConnectionInterrupted'),
  onEventEx: forward('onEventEx'),
  onParticipantVideo: forward('onParticipantVideo'),
  onVideoSubscribed: forward('onVideoSubscribed'),
  onAudioData: forward('onAudioData'),
  onVideoData: forward('onVideoData'),
  onDeskshareData: forward('onDeskshareData'),
  onTranscriptData: forward('onTranscriptData'),
  subscribeEvent: forward('subscribeEvent'),
  unsubscribeEvent: forward('unsubscribeEvent'),
  subscribeVideo: forward('subscribeVideo'),
} as const;
