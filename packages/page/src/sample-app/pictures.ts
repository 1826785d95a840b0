/** The canvases of video and screen share. */
import { signal } from '@preact/signals';
import { createVideoView, type VideoView } from '../people/video-view.js';
import type { MediaHeader } from './bodies.js';

type Kind = 'video' | 'share';
type VideoHeader = Extract<MediaHeader, { readonly kind: Kind }>;

/** The frame that a canvas shows. */
export interface Shown {
  readonly streamId: string;
  readonly userName: string;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
}

/** The newest frame of video and of screen share; `undefined` before the first one. */
export const shown = {
  video: signal<Shown | undefined>(undefined),
  share: signal<Shown | undefined>(undefined),
};
/** One sentence while frames cannot be decoded. */
export const videoProblem = signal('');

const canvases = new Map<Kind, HTMLCanvasElement>();
const views = new Map<Kind, { readonly streamId: string; readonly view: VideoView }>();
const newest = new Map<Kind, VideoHeader>();

/** Connects a canvas with video or screen share. */
export function setCanvas(kind: Kind, canvas: HTMLCanvasElement | null): void {
  if (canvas === null) canvases.delete(kind);
  else canvases.set(kind, canvas);
}

/** Decodes a frame and draws it. */
export function showVideo(header: VideoHeader, data: Uint8Array<ArrayBuffer>): void {
  const { kind, streamId, timestamp } = header;
  newest.set(kind, header);
  let current = views.get(kind);
  if (current?.streamId !== streamId) {
    current?.view.close();
    current = { streamId, view: viewOf(kind) };
    views.set(kind, current);
  }
  current.view.show(data, timestamp);
}

function viewOf(kind: Kind): VideoView {
  return createVideoView({
    drawn: (frame, width, height) => {
      const header = newest.get(kind);
      if (header === undefined) return;
      const { streamId, userName, format } = header;
      videoProblem.value = '';
      const before = shown[kind].value;
      const isSame = before?.streamId === streamId && before.userName === userName && before.width === width;
      if (!isSame || before.codec !== format.codec) {
        shown[kind].value = { streamId, userName, width, height, codec: format.codec };
      }
      draw(kind, frame, width, height);
    },
    failed: (sentence) => {
      videoProblem.value = sentence;
    },
  });
}

function draw(kind: Kind, frame: CanvasImageSource, width: number, height: number): void {
  const canvas = canvases.get(kind);
  if (canvas === undefined) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.drawImage(frame, 0, 0, width, height);
  canvas.dataset['frames'] = String(Number(canvas.dataset['frames'] ?? 0) + 1);
}
