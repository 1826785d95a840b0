import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../ui/controls.js';
import { Region } from '../ui/region.js';
import { bytesText, countOf } from '../ui/words.js';
import { download } from './actions.js';
import type { Track } from './bodies.js';
import { setCanvas, shown, videoProblem } from './pictures.js';
import { app, shownStream } from './received.js';

/** The decoded video. */
export function VideoRegion() {
  return <VideoView kind="video" name="Video" empty="The video of the active speaker appears here." />;
}

/** The decoded screen share. */
export function ShareRegion() {
  return <VideoView kind="share" name="Share" empty="A shared screen appears here." />;
}

interface VideoViewProps {
  readonly kind: 'video' | 'share';
  readonly name: string;
  readonly empty: string;
}

function VideoView({ kind, name, empty }: VideoViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    setCanvas(kind, canvas.current);
    return () => setCanvas(kind, null);
  }, [kind]);
  const { streamId } = shownStream.value ?? {};
  const picture = shown[kind].value;
  const isShown = picture !== undefined && picture.streamId === streamId;
  const from = isShown ? picture.userName : '';
  return (
    <Region name={name} tools={<Downloads kind={kind} streamId={streamId} />}>
      <div class="picture">
        {!isShown && <span class="picture-empty">{empty}</span>}
        <canvas
          ref={canvas}
          role="img"
          aria-label={from === '' ? name : `${name} of ${from}`}
          class={isShown ? 'shown' : ''}
        />
      </div>
      {kind === 'video' && videoProblem.value !== '' && <p class="report bad">{videoProblem.value}</p>}
      <p class="hint">
        {isShown && `${from || 'unknown'}, ${picture.codec} ${picture.width} × ${picture.height}. `}
        {countText(tracksOf(kind, streamId))}
      </p>
    </Region>
  );
}

function tracksOf(kind: 'video' | 'share', streamId: string | undefined): readonly Track[] {
  return (app.value?.tracks ?? []).filter((track) => track.kind === kind && track.streamId === streamId);
}

function countText(tracks: readonly Track[]): string {
  if (tracks.length === 0) return 'No frames are kept.';
  const sum = (value: (track: Track) => number): number =>
    tracks.reduce((total, track) => total + value(track), 0);
  return `Kept: ${countOf(
    sum(({ frames }) => frames),
    'frame',
  )}, ${bytesText(sum(({ bytes }) => bytes))}`;
}

function Downloads({
  kind,
  streamId,
}: {
  readonly kind: 'video' | 'share';
  readonly streamId: string | undefined;
}) {
  const tracks = tracksOf(kind, streamId);
  const newest = tracks.toSorted((a, b) => a.lastMs - b.lastMs).at(-1);
  const raw = { H264: 'H.264', JPG: 'MJPEG', PNG: 'PNG' }[newest?.codec ?? 'H264'] ?? 'raw';
  const hasFfmpeg = app.value?.ffmpeg !== false;
  const isEmpty = tracks.length === 0 || streamId === undefined;
  return (
    <>
      {!hasFfmpeg && <span class="hint">MP4 needs ffmpeg, which was not found</span>}
      <Button
        kind="small"
        label={`Download ${kind} as ${raw}`}
        disabled={isEmpty}
        run={() => download(streamId ?? '', `${kind}.raw`)}
      >
        {raw}
      </Button>
      <Button
        kind="small"
        label={`Download ${kind} as MP4`}
        disabled={isEmpty || !hasFfmpeg}
        run={() => download(streamId ?? '', `${kind}.mp4`)}
      >
        MP4
      </Button>
    </>
  );
}
