/** Files that a page downloads, made from the media that was kept. */
import { transcriptToVtt } from '@rtms-mock/client/recorders';
import type { KeptMedia } from '../stream/kept-media.js';
import type { Entry, ReceivedMedia } from '../stream/received.js';
import { audioFile } from './audio-file.js';
import { convert, NO_FFMPEG } from './ffmpeg.js';
import { isKeyframe } from './h264.js';

/** A file. */
export interface Download {
  /** Name of the file, of letters, digits, `-` and `.` only. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A file that cannot be made. `message` is one sentence for a person. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** HTTP status. */
  readonly status: 404 | 500 | 501;

  constructor(status: 404 | 500 | 501, message: string) {
    super(message);
    this.status = status;
  }
}

/** Media and programs that downloads are made from. */
export interface DownloadSource {
  readonly kept: Pick<KeptMedia, 'of'>;
  readonly entries: () => readonly Entry[];
  /** Program; `undefined` if there is none. */
  readonly ffmpeg: string | undefined;
}

/** Track of a download. `userId`: `undefined` for all participants of a stream. */
export interface DownloadTrack {
  readonly streamId: string;
  readonly userId: number | undefined;
}

/**
 * A WAV file of the audio of one participant, or of mixed audio.
 *
 * @throws {@link DownloadError}
 */
export async function wavDownload(source: DownloadSource, track: DownloadTrack): Promise<Download> {
  const file = audioFile(source.kept.of(track.streamId, 'audio', track.userId));
  if (file === undefined) throw nothingKept('audio');
  const name = nameOf('audio', track.userId, 'wav');
  const { bytes, ffmpegInput } = file;
  if (ffmpegInput === undefined) return { name, contentType: 'audio/wav', bytes };
  const args = [...ffmpegInput, '-i', 'pipe:0', '-f', 'wav', '-c:a', 'pcm_s16le', 'pipe:1'];
  const wav = await converted(source, args, bytes);
  return { name, contentType: 'audio/wav', bytes: withWavLengths(wav) };
}

/** Writes the lengths into a WAV file that ffmpeg has written to a pipe, where it cannot go back to fill them in. */
function withWavLengths(wav: Buffer): Buffer {
  const data = wav.indexOf('data', 12, 'latin1');
  if (data === -1) return wav;
  const fixed = Buffer.from(wav);
  fixed.writeUInt32LE(fixed.length - 8, 4);
  fixed.writeUInt32LE(fixed.length - data - 8, data + 4);
  return fixed;
}

/**
 * The frames as they arrived: raw H.264, or JPG or PNG files one after the other.
 *
 * @throws {@link DownloadError}
 */
export function rawVideoDownload(
  source: DownloadSource,
  kind: 'video' | 'share',
  track: DownloadTrack,
): Download {
  const { codec, bytes } = rawVideo(source, kind, track);
  const extension = { H264: 'h264', JPG: 'mjpeg', PNG: 'pngs' }[codec];
  return { name: nameOf(kind, track.userId, extension), contentType: 'application/octet-stream', bytes };
}

/**
 * The frames as MP4, which ffmpeg makes. Frames follow each other at the frame rate that was requested.
 *
 * @throws {@link DownloadError}
 */
export async function mp4Download(
  source: DownloadSource,
  kind: 'video' | 'share',
  track: DownloadTrack,
): Promise<Download> {
  const { codec, fps, bytes } = rawVideo(source, kind, track);
  const input =
    codec === 'H264'
      ? ['-f', 'h264', '-r', String(fps), '-i', 'pipe:0', '-c:v', 'copy']
      : [
          '-f',
          codec === 'JPG' ? 'mjpeg' : 'png_pipe',
          '-framerate',
          String(fps),
          '-i',
          'pipe:0',
          '-pix_fmt',
          'yuv420p',
        ];
  const output = ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'];
  const mp4 = await converted(source, [...input, ...output], bytes);
  return { name: nameOf(kind, track.userId, 'mp4'), contentType: 'video/mp4', bytes: mp4 };
}

/**
 * The transcript as WebVTT.
 *
 * @throws {@link DownloadError}
 */
export function vttDownload(source: DownloadSource, streamId: string): Download {
  const lines = source
    .entries()
    .flatMap((entry) => (entry.kind === 'transcript' && entry.streamId === streamId ? [entry] : []));
  if (lines.length === 0) throw nothingKept('transcript');
  const bytes = Buffer.from(transcriptToVtt(lines));
  return { name: 'transcript.vtt', contentType: 'text/vtt; charset=utf-8', bytes };
}

type ReceivedVideo = Extract<ReceivedMedia, { kind: 'video' | 'share' }>;

function rawVideo(
  { kept }: DownloadSource,
  kind: 'video' | 'share',
  { streamId, userId }: DownloadTrack,
): { readonly codec: ReceivedVideo['format']['codec']; readonly fps: number; readonly bytes: Buffer } {
  const all = [...kept.of(streamId, kind, userId)].filter((item) => item.kind !== 'audio');
  const format = all.at(-1)?.format;
  if (format === undefined) throw nothingKept(kind);
  const begin = all.findLastIndex((item) => item.format.codec !== format.codec) + 1;
  const newest = all.slice(begin);
  const first = format.codec === 'H264' ? newest.findIndex(({ data }) => isKeyframe(data)) : 0;
  if (first === -1) throw nothingKept(`${kind} that begins with a keyframe`);
  return { ...format, bytes: Buffer.concat(newest.slice(first).map(({ data }) => data)) };
}

async function converted(source: DownloadSource, args: readonly string[], input: Buffer): Promise<Buffer> {
  if (source.ffmpeg === undefined) throw new DownloadError(501, NO_FFMPEG);
  try {
    return await convert(source.ffmpeg, args, input);
  } catch (error) {
    throw new DownloadError(500, error instanceof Error ? error.message : String(error));
  }
}

function nothingKept(media: string): DownloadError {
  return new DownloadError(
    404,
    `No ${media} of this stream is kept: nothing has arrived, or newer media has taken its room.`,
  );
}

function nameOf(kind: string, userId: number | undefined, extension: string): string {
  return userId === undefined ? `${kind}.${extension}` : `${kind}-${userId}.${extension}`;
}
