/** One process with the mock server in virtual time and a client that reads: both on one core. */
import rtms, { type Client } from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import { serve } from './rpc.js';

/** Media that the client requests, and the length of the meeting. */
export interface VirtualSpec {
  /** `all`: mixed audio, HD video, share and transcript. `speech`: mixed audio and transcript. */
  readonly media: 'all' | 'speech';
  readonly seconds: number;
}

/** The meeting as the client has read it. */
export interface VirtualRun {
  /** CPU time of the process, and real time, in ms. */
  readonly cpuMs: number;
  readonly realMs: number;
  /** Frames that the callbacks of the client were given. */
  readonly read: {
    readonly audio: number;
    readonly video: number;
    readonly share: number;
    readonly transcript: number;
  };
  /** Frames that the server has sent, and those that it has dropped or skipped. */
  readonly sent: number;
  readonly lost: number;
  /** Readers that lagged. */
  readonly lagging: number;
}

function requestMedia(client: Client, media: VirtualSpec['media']): VirtualRun['read'] {
  const read = { audio: 0, video: 0, share: 0, transcript: 0 };
  client.setAudioParams({
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MIXED_STREAM,
    duration: 20,
    frameSize: 320,
  });
  client.onAudioData(() => {
    read.audio += 1;
  });
  client.onTranscriptData(() => {
    read.transcript += 1;
  });
  if (media === 'speech') return read;
  client.setVideoParams({ codec: rtms.VideoCodec.H264, resolution: rtms.VideoResolution.HD, fps: 25 });
  client.onVideoData(() => {
    read.video += 1;
  });
  client.onDeskshareData(() => {
    read.share += 1;
  });
  return read;
}

const calls = {
  async run({ media, seconds }: VirtualSpec): Promise<VirtualRun> {
    rtms.configureLogger({ enabled: false });
    await using server = await startMockServer({ port: 0, mediaPort: 0, time: 'virtual' });
    const [app] = server.credentials.apps;
    const meeting = await server.startMeeting();
    const client = new rtms.Client({ clock: server.clock });
    const read = requestMedia(client, media);
    client.join({
      meeting_uuid: meeting.meetingUuid,
      rtms_stream_id: meeting.streamId,
      server_urls: server.signalingUrl,
      client: app.clientId,
      secret: app.clientSecret,
    });
    await meeting.waitFor('active');
    const cpu = process.cpuUsage();
    const startMs = performance.now();
    const { lagging } = await server.advance(seconds * 1000);
    const realMs = performance.now() - startMs;
    const { user, system } = process.cpuUsage(cpu);
    const counters = Object.values(meeting.view().media);
    const sum = (of: (counter: (typeof counters)[number]) => number): number =>
      counters.reduce((total, counter) => total + of(counter), 0);
    return {
      cpuMs: Math.round((user + system) / 1000),
      realMs: Math.round(realMs),
      read,
      sent: sum(({ frames }) => frames),
      lost: sum(({ dropped, skipped }) => dropped + skipped),
      lagging: lagging.length,
    };
  },
};

/** Calls of the process. */
export type VirtualCalls = typeof calls;

serve(calls);
