/** The measured process of `client`: reads mixed audio and HD video, with our client or with bare `ws`. */
import rtms from '@rtms-mock/client';
import { WebSocket } from 'ws';
import { serve } from './rpc.js';
import type { ServerPlace } from './server-process.js';

/** The streams to join, and how they are read. */
export interface ClientSpec {
  readonly place: ServerPlace;
  /** `ws`: the package `ws` with JSON.parse and Buffer.from, and nothing else. */
  readonly reader: 'client' | 'ws';
}

/** Totals since the start of the process. */
export interface ClientUsage {
  readonly cpuMicros: number;
  readonly messages: number;
  /** Bytes of decoded payloads. */
  readonly bytes: number;
}

let messages = 0;
let bytes = 0;

function count(payload: Buffer): void {
  messages += 1;
  bytes += payload.length;
}

type Stream = ServerPlace['streams'][number];

/** The media that both request, with one socket for each type. */
const REQUESTS = {
  audio: {
    media_type: 1,
    media_params: {
      audio: { content_type: 2, codec: 1, sample_rate: 1, channel: 1, data_opt: 1, send_rate: 20 },
    },
  },
  video: {
    media_type: 2,
    media_params: { video: { content_type: 3, codec: 7, resolution: 2, data_opt: 3, fps: 25 } },
  },
} as const;

/** Joins with the client, as an app does. */
function joinWithClient({ signalingUrl }: ServerPlace, { meetingUuid, streamId }: Stream): Promise<void> {
  const client = new rtms.Client();
  client.setAudioParams({
    codec: rtms.AudioCodec.L16,
    sampleRate: rtms.AudioSampleRate.SR_16K,
    channel: rtms.AudioChannel.MONO,
    dataOpt: rtms.AudioDataOption.AUDIO_MIXED_STREAM,
    duration: 20,
    frameSize: 320,
  });
  client.setVideoParams({ codec: rtms.VideoCodec.H264, resolution: rtms.VideoResolution.HD, fps: 25 });
  client.onAudioData(count);
  client.onVideoData(count);
  return new Promise((resolve, reject) => {
    client.onJoinConfirm((status) => {
      if (status === 0) resolve();
      else reject(new Error(`the client cannot join: ${status}`));
    });
    client.join({
      meeting_uuid: meetingUuid,
      rtms_stream_id: streamId,
      server_urls: signalingUrl,
      signature: 'none',
    });
  });
}

interface Received {
  readonly msg_type: number;
  readonly status_code?: number;
  readonly timestamp?: number;
  readonly content?: { readonly data: string };
  readonly media_server?: { readonly server_urls: { readonly audio: string; readonly video: string } };
}

interface Plain {
  readonly socket: WebSocket;
  readonly answer: Received;
}

/** Opens one socket, performs its handshake and reads with the least code. */
function openPlain(url: string, handshake: { readonly msg_type: number }): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('open', () => socket.send(JSON.stringify(handshake)));
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Received;
      if (message.content) count(Buffer.from(message.content.data, 'base64'));
      else if (message.msg_type === 12)
        socket.send(JSON.stringify({ msg_type: 13, timestamp: message.timestamp }));
      else if (message.msg_type === handshake.msg_type + 1) {
        if (message.status_code === 0) resolve({ socket, answer: message });
        else reject(new Error(`refused: ${data.toString()}`));
      }
    });
  });
}

async function joinPlainly({ signalingUrl }: ServerPlace, { meetingUuid, streamId }: Stream): Promise<void> {
  const ids = { protocol_version: 1, meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature: 'none' };
  const { socket, answer } = await openPlain(signalingUrl, { msg_type: 1, ...ids });
  const urls = answer.media_server?.server_urls;
  if (!urls) throw new Error('the answer has no server_urls');
  for (const type of ['audio', 'video'] as const)
    await openPlain(urls[type], { msg_type: 3, ...ids, ...REQUESTS[type] });
  socket.send(JSON.stringify({ msg_type: 7, rtms_stream_id: streamId }));
}

const calls = {
  async connect({ place, reader }: ClientSpec): Promise<void> {
    rtms.configureLogger({ enabled: false });
    const join = reader === 'client' ? joinWithClient : joinPlainly;
    for (const stream of place.streams) await join(place, stream);
  },

  usage(): ClientUsage {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, messages, bytes };
  },
};

/** Calls of the client process. */
export type ClientCalls = typeof calls;

serve(calls);
