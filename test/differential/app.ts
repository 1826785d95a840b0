/** The same app as app.py, with our client. Reads commands and prints callbacks, one JSON line each. */
import { createInterface } from 'node:readline';
import rtms, { type JoinParams, type Metadata } from '@rtms-mock/client';
import type { AppConfig, Command } from './script.js';

const config = JSON.parse(process.argv[2] ?? '{}') as AppConfig;
const client = new rtms.Client();

function called(name: string, ...args: unknown[]): void {
  process.stdout.write(`@@${JSON.stringify([name, ...args])}\n`);
}

/** The fields that both SDKs have: an app of the vendor's knows no `channelId`. */
function metadata({ userName, userId, startTs, endTs }: Metadata): object {
  return { userName, userId, startTs, endTs };
}

function media(name: string) {
  return (data: Buffer, size: number, timestamp: number, from: Metadata): void =>
    called(name, data.toString('hex'), size, timestamp, metadata(from));
}

const SETTERS: { readonly [name: string]: () => unknown } = {
  onJoinConfirm: () => client.onJoinConfirm((reason) => called('onJoinConfirm', reason)),
  onLeave: () => client.onLeave((reason) => called('onLeave', reason)),
  onSessionUpdate: () =>
    client.onSessionUpdate((op, { sessionId }) => called('onSessionUpdate', op, { sessionId })),
  onUserUpdate: () => client.onUserUpdate((op, { id, name }) => called('onUserUpdate', op, { id, name })),
  onAudioData: () => client.onAudioData(media('onAudioData')),
  onVideoData: () => client.onVideoData(media('onVideoData')),
  onDeskshareData: () => client.onDeskshareData(media('onDeskshareData')),
  onTranscriptData: () => client.onTranscriptData(media('onTranscriptData')),
  onParticipantEvent: () => client.onParticipantEvent((...args) => called('onParticipantEvent', ...args)),
  onActiveSpeakerEvent: () =>
    client.onActiveSpeakerEvent((...args) => called('onActiveSpeakerEvent', ...args)),
  onSharingEvent: () =>
    client.onSharingEvent((event, timestamp, userId, userName) =>
      called('onSharingEvent', event, timestamp, userId ?? null, userName ?? null),
    ),
  onMediaConnectionInterrupted: () =>
    client.onMediaConnectionInterrupted((timestamp) => called('onMediaConnectionInterrupted', timestamp)),
  onEventEx: () => client.onEventEx((text) => called('onEventEx', JSON.parse(text))),
  onParticipantVideo: () => client.onParticipantVideo((...args) => called('onParticipantVideo', ...args)),
  onVideoSubscribed: () => client.onVideoSubscribed((...args) => called('onVideoSubscribed', ...args)),
};

for (const name of config.callbacks) SETTERS[name]?.();
const { audio, video, deskshare } = config.params ?? {};
if (audio) client.setAudioParams(audio);
if (video) client.setVideoParams(video);
if (deskshare) client.setDeskshareParams(deskshare);

function perform(command: Command): void {
  switch (command.do) {
    case 'leave':
      called('= leave', client.leave());
      return;
    case 'subscribeVideo':
      client.subscribeVideo(command.userId, command.subscribe);
      return;
    case 'subscribeEvent':
      client.subscribeEvent([...command.events]);
      return;
    case 'unsubscribeEvent':
      client.unsubscribeEvent([...command.events]);
  }
}

called('ready');
client.join(config.payload as unknown as JoinParams);
createInterface({ input: process.stdin })
  .on('line', (line) => perform(JSON.parse(line) as Command))
  .on('close', () => process.exit(0));
