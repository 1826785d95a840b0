/** Records a meeting: mixed audio with its silence, the active speaker's video, and the transcript. */
import { join } from 'node:path';
import rtms, { type JoinParams } from '@rtms-mock/client';
import { GapFiller, writeH264, writeVtt, writeWav } from '@rtms-mock/client/recorders';

/** `payload`: the payload of a `*.rtms_started` webhook. Resolves after the stream has ended and the files are complete. */
export async function recordMeeting(payload: JoinParams, folder: string): Promise<void> {
  const client = new rtms.Client();
  client.setAudioParams({
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MIXED_STREAM,
    duration: 20,
    frameSize: 320,
  });

  const recordAudio = async (): Promise<void> => {
    await using wav = writeWav(join(folder, 'meeting.wav'), { sampleRate: 16_000 });
    const filler = new GapFiller({ sampleRate: 16_000 });
    for await (const { data, timestamp } of client.audio()) {
      for (const part of filler.fill(data, timestamp)) wav.write(part);
    }
  };
  const recordVideo = async (): Promise<void> => {
    await using h264 = writeH264(join(folder, 'speaker.h264'));
    for await (const { data } of client.video()) h264.write(data);
  };
  const recordWords = async (): Promise<void> => {
    await using vtt = writeVtt(join(folder, 'meeting.vtt'));
    for await (const line of client.transcripts()) vtt.write(line);
  };

  client.events.on('interrupted', ({ part, problem }) => console.log(`${part} is lost: ${problem}`));
  client.events.on('reconnected', ({ afterMs }) => console.log(`connected again after ${afterMs} ms`));

  const recording = Promise.all([recordAudio(), recordVideo(), recordWords()]);
  client.join(payload);
  await recording;
}
