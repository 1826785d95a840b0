import rtms, { type JoinParams } from '@rtms-mock/client';
import type { Display } from './display.js';
import type { Summary } from './summary.js';

/** A stream that was joined. */
export interface JoinedStream {
  /** Counts of the media that was received. */
  readonly summary: Summary;
  /** Leaves the stream. */
  leave(): void;
  /** Outcome of joining: 0, or the status of the failure. `undefined` until it is known. */
  joinStatus(): number | undefined;
  /** Resolves with the reason after the stream has ended, or with the status if joining failed. */
  readonly ended: Promise<number>;
}

/** Joins the stream of a webhook. An app needs no more than this to receive a meeting. */
export function onStreamStarted(payload: JoinParams, summary: Summary, display: Display): JoinedStream {
  const client = new rtms.Client();
  let joinStatus: number | undefined;

  // Raw PCM, one stream for each speaker. Without this call the codec is Opus.
  client.setAudioParams({
    contentType: rtms.AudioContentType.RAW_AUDIO,
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
    duration: 20,
    frameSize: 320,
  });
  client.onAudioData((pcm, _size, timestamp, { userId, userName }) => {
    summary.audio(userId, userName, pcm, timestamp, Date.now());
  });
  client.onVideoData((_frame, size, timestamp, { userId, userName }) => {
    summary.video(userId, userName, size, timestamp, Date.now());
  });
  client.onTranscriptData((text, _size, _timestamp, { userId, userName }) => {
    summary.transcript(userId, userName);
    display.line(`${userName}: ${text.toString('utf8')}`);
  });
  client.onParticipantEvent((event, _timestamp, participants) => {
    for (const { userId, userName } of participants) {
      display.line(`${userName ?? `user ${userId}`} ${event === 'join' ? 'is in the meeting' : 'has left'}`);
    }
  });
  client.onActiveSpeakerEvent((_timestamp, userId) => summary.activeSpeaker(userId));

  const ended = new Promise<number>((resolve) => {
    client.onLeave(resolve);
    client.onJoinConfirm((status) => {
      joinStatus = status;
      display.line(status === 0 ? 'Joined: media is coming' : `Could not join: status ${status}`);
      if (status !== 0) resolve(status);
    });
  });
  client.join(payload);
  return { summary, ended, joinStatus: () => joinStatus, leave: () => void client.leave() };
}
