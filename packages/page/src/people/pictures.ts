/** Canvases of cameras and screens, and the frames that are drawn on them. */
import { signal } from '@preact/signals';
import { createVideoView, type VideoView } from './video-view.js';

/** A frame of a camera or a shared screen. */
export interface Picture {
  readonly of: 'camera' | 'share';
  readonly userId: number;
  readonly data: Uint8Array<ArrayBuffer>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** User id whose camera is being shown; `undefined` while no frame has been drawn. */
export const shownCamera = signal<number | undefined>(undefined);
/** User id whose screen is being shown. */
export const shownScreen = signal<number | undefined>(undefined);
/** One sentence while video cannot be shown. */
export const videoProblem = signal('');

const canvases = new Map<string, HTMLCanvasElement>();
const views = new Map<string, VideoView>();
/** Users of frames that the decoder holds, by time. */
const users = new Map<string, number>();
const MAX_USERS = 500;

/** Connects a canvas with the camera or screen of a user. */
export function setCanvas(of: Picture['of'], userId: number, canvas: HTMLCanvasElement | null): void {
  const key = `${of} ${userId}`;
  if (canvas === null) canvases.delete(key);
  else canvases.set(key, canvas);
}

/** Decodes a frame and draws it on the canvas of its user. */
export function showFrame({ of, userId, data, timestamp }: Picture): void {
  // The decoder's time is in whole microseconds.
  users.set(`${of} ${Math.round(timestamp * 1000)}`, userId);
  if (users.size > MAX_USERS) users.delete(users.keys().next().value ?? '');
  let view = views.get(of);
  if (view === undefined) {
    view = createVideoView({
      drawn: (frame, width, height, timestampMs) => {
        const key = `${of} ${Math.round(timestampMs * 1000)}`;
        const drawnUser = users.get(key) ?? userId;
        users.delete(key);
        draw(of, drawnUser, { frame, width, height });
      },
      failed: (sentence) => {
        videoProblem.value = sentence;
      },
    });
    views.set(of, view);
  }
  view.show(data, timestamp);
}

interface Drawable {
  readonly frame: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

function draw(of: Picture['of'], userId: number, { frame, width, height }: Drawable): void {
  (of === 'camera' ? shownCamera : shownScreen).value = userId;
  videoProblem.value = '';
  const canvas = canvases.get(`${of} ${userId}`);
  if (canvas === undefined) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.drawImage(frame, 0, 0, width, height);
  canvas.dataset['frames'] = String(Number(canvas.dataset['frames'] ?? 0) + 1);
}

/** Forgets everything that is shown. */
export function clearPictures(): void {
  for (const view of views.values()) view.close();
  views.clear();
  users.clear();
  shownCamera.value = undefined;
  shownScreen.value = undefined;
  videoProblem.value = '';
}
