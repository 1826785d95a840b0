/** This browser as a participant: camera, microphone and screen over one live-media socket. */
import { computed, signal } from '@preact/signals';
import { sentenceOf } from '../api/http.js';
import { selected } from '../state/meetings.js';
import { problem, success } from '../ui/notice.js';
import { isString, stored } from '../ui/stored.js';
import { readFrames } from './frames.js';
import { LiveKind } from './live-frame.js';
import { joinLive, type LiveCodec, type LiveLink, type LiveMessage } from './live-link.js';
import { openCameraAndMicrophone, openScreen } from './media-problem.js';
import { MICROPHONE_RATE_HZ, recordMicrophone } from './microphone.js';
import { availableCodecs, createFrameEncoder, type FrameEncoder } from './video-encoder.js';

/** Name under which this browser joins. */
export const ownName = stored('own-name', 'You', isString);

/** A joined browser. */
export interface Session {
  readonly streamId: string;
  readonly link: LiveLink;
  /** Encoders by what they encode. */
  readonly encoders: Map<'video' | 'share', FrameEncoder>;
  /** Codecs that apps want now. */
  wanted: { readonly video: readonly LiveCodec[]; readonly share: readonly LiveCodec[] };
  /** Ends a part of the capture, by name. */
  readonly stops: Map<'devices' | 'share', () => void>;
}

/** State of the capture. */
export type CaptureState =
  | { readonly name: 'off' }
  | { readonly name: 'joining' }
  | { readonly name: 'on'; readonly session: Session };

/** State of the capture. */
export const capture = signal<CaptureState>({ name: 'off' });
/** Camera and microphone, for the preview. */
export const devices = signal<MediaStream | undefined>(undefined);
/** True while the screen is shared. */
export const isSharing = signal(false);
/** Frames sent so far, for people who wonder if anything happens. */
export const sentFrames = signal({ audio: 0, video: 0, share: 0 });

/** The stream that can be joined now. */
export const joinable = computed(() => {
  const stream = selected.value;
  return stream !== undefined && !stream.meetingEnded && stream.state !== 'terminated'
    ? stream.streamId
    : undefined;
});

/** Adds this browser's camera and microphone to the shown meeting. */
export async function useCameraAndMicrophone(): Promise<void> {
  const media = await openCameraAndMicrophone();
  try {
    const session = await join(media);
    await sendDevices(session, media);
    devices.value = media;
    success(`${ownName.value} has joined the meeting.`);
  } catch (error) {
    for (const track of media.getTracks()) track.stop();
    throw error;
  }
}

/** Shares a screen in the shown meeting; joins without camera and microphone if nothing has joined yet. */
export async function shareScreen(): Promise<void> {
  const media = await openScreen();
  try {
    const session = await join(undefined);
    const [track] = media.getVideoTracks();
    if (track === undefined) throw new Error('The browser gave no picture of the screen.');
    const stop = sendVideo(session, track, 'share');
    session.stops.set('share', () => {
      stop();
      isSharing.value = false;
    });
    track.addEventListener('ended', stopSharing);
    isSharing.value = true;
  } catch (error) {
    for (const track of media.getTracks()) track.stop();
    throw error;
  }
}

/** Ends the share. */
export function stopSharing(): void {
  if (capture.value.name !== 'on') return;
  const { session } = capture.value;
  session.stops.get('share')?.();
  session.stops.delete('share');
  session.link.control({ type: 'share', on: false });
}

/** Leaves the meeting. */
export function leaveMeeting(): void {
  if (capture.value.name === 'on') capture.value.session.link.leave();
  end();
}

function end(): void {
  if (capture.value.name === 'on') {
    const { session } = capture.value;
    for (const stop of session.stops.values()) stop();
    for (const encoder of session.encoders.values()) encoder.close();
  }
  capture.value = { name: 'off' };
  devices.value = undefined;
  isSharing.value = false;
}

/** The session, joined now if there is none. A screen alone joins without audio and camera. */
async function join(media: MediaStream | undefined): Promise<Session> {
  if (capture.value.name === 'on') {
    if (media === undefined) return capture.value.session;
    // What was declared at the start cannot be changed: join again, with devices.
    leaveMeeting();
  }
  const streamId = joinable.value;
  if (streamId === undefined) throw new Error('There is no running meeting. Press Start Meeting first.');
  capture.value = { name: 'joining' };
  sentFrames.value = { audio: 0, video: 0, share: 0 };
  try {
    const codecs = await availableCodecs();
    const encoders: Session['encoders'] = new Map();
    const link = await joinLive(
      streamId,
      {
        name: ownName.value.trim() || 'You',
        audio: (media?.getAudioTracks().length ?? 0) > 0 && { sampleRateHz: MICROPHONE_RATE_HZ, channels: 1 },
        video: (media?.getVideoTracks().length ?? 0) > 0 && codecs,
        share: codecs,
      },
      {
        received: takeMessage,
        closed: (reason) => {
          if (capture.value.name !== 'on' || capture.value.session.link !== link) return;
          end();
          success(reason);
        },
      },
    );
    const session: Session = { streamId, link, encoders, wanted: { video: [], share: [] }, stops: new Map() };
    capture.value = { name: 'on', session };
    for (const message of early.splice(0)) takeMessage(message);
    return session;
  } catch (error) {
    capture.value = { name: 'off' };
    throw error;
  }
}

/** Messages that came while joining. */
const early: LiveMessage[] = [];

function takeMessage(message: LiveMessage): void {
  if (capture.value.name !== 'on') {
    early.push(message);
    return;
  }
  const { session } = capture.value;
  switch (message.type) {
    case 'wanted':
      session.wanted = message;
      session.encoders.get('video')?.want(message.video);
      session.encoders.get('share')?.want(message.share);
      return;
    case 'keyframe':
      session.encoders.get(message.of)?.requestKeyframe();
      return;
    case 'error':
    case 'slow':
      problem(message.message);
      return;
    default:
  }
}

async function sendDevices(session: Session, media: MediaStream): Promise<void> {
  const stops: (() => void)[] = [() => media.getTracks().forEach((track) => track.stop())];
  const [camera] = media.getVideoTracks();
  if (camera !== undefined) stops.push(sendVideo(session, camera, 'video'));
  if (media.getAudioTracks().length > 0) stops.push(await sendAudio(session, media));
  for (const track of media.getTracks()) {
    track.addEventListener('ended', () => {
      problem(
        `The ${track.kind === 'audio' ? 'microphone' : 'camera'} was unplugged or taken away; the rest goes on.`,
      );
    });
  }
  session.stops.set('devices', () => {
    for (const stop of stops) stop();
  });
}

const CHUNK_US = 20_000;

async function sendAudio({ link }: Session, media: MediaStream): Promise<() => void> {
  let timeUs: number | undefined;
  return recordMicrophone(media, (samples) => {
    timeUs = timeUs === undefined ? performance.now() * 1000 : timeUs + CHUNK_US;
    link.send(LiveKind.audio, samples, timeUs);
    countFrame('audio');
  });
}

const KINDS = {
  video: { H264: LiveKind.cameraH264, JPG: LiveKind.cameraJpg },
  share: { H264: LiveKind.shareH264, JPG: LiveKind.shareJpg },
} as const;

/** Sends a track as camera or share. Returns a function that ends it, together with the track. */
function sendVideo(session: Session, track: MediaStreamTrack, of: 'video' | 'share'): () => void {
  let offsetUs: number | undefined;
  const encoder = createFrameEncoder({
    encoded: (codec, data, timestampUs) => {
      // Frames have a clock of their own: the first one is now.
      offsetUs ??= performance.now() * 1000 - timestampUs;
      session.link.send(KINDS[of][codec], data, timestampUs + offsetUs);
      countFrame(of);
    },
    failed: problem,
    buffered: () => session.link.buffered(),
  });
  session.encoders.set(of, encoder);
  encoder.want(session.wanted[of]);
  const stop = readFrames(track, (frame) =>
    encoder.encode(frame).catch((error) => problem(sentenceOf(error))),
  );
  return () => {
    stop();
    encoder.close();
    session.encoders.delete(of);
    track.stop();
  };
}

function countFrame(kind: 'audio' | 'video' | 'share'): void {
  counted[kind] += 1;
  // Once per half second: more would only cost time.
  if (counted.timer === undefined) {
    counted.timer = setTimeout(() => {
      counted.timer = undefined;
      const { audio, video, share } = sentFrames.value;
      sentFrames.value = {
        audio: audio + counted.audio,
        video: video + counted.video,
        share: share + counted.share,
      };
      counted.audio = counted.video = counted.share = 0;
    }, 500);
  }
}

const counted = {
  audio: 0,
  video: 0,
  share: 0,
  timer: undefined as ReturnType<typeof setTimeout> | undefined,
};
