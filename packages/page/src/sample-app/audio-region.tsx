import { useEffect, useRef } from 'preact/hooks';
import { isListening, toggleListening } from '../people/listen.js';
import { Button } from '../ui/controls.js';
import { LevelMeter } from '../ui/level-meter.js';
import { Region } from '../ui/region.js';
import { bytesText, countOf } from '../ui/words.js';
import { download } from './actions.js';
import { audioProblem, audioTime, levels, waveforms } from './audio.js';
import type { Track } from './bodies.js';
import { app, shownStream } from './received.js';
import { COLUMN_MS, COLUMNS } from './waveform.js';

/** Level and waveform of each participant. */
export function AudioRegion() {
  const streamId = shownStream.value?.streamId;
  const tracks = byUser(
    (app.value?.tracks ?? []).filter((track) => track.kind === 'audio' && track.streamId === streamId),
  );
  return (
    <Region
      name="Audio"
      tools={
        <Button kind="small" pressed={isListening.value} run={toggleListening}>
          Listen
        </Button>
      }
    >
      {audioProblem.value !== '' && <p class="report bad">{audioProblem.value}</p>}
      {tracks.length === 0 && <p class="hint empty">The audio of each participant appears here.</p>}
      <ul class="voices">
        {tracks.map((track) => (
          <Voice key={track.userId} track={track} />
        ))}
      </ul>
    </Region>
  );
}

/** The newest track of each participant. */
function byUser(tracks: readonly Track[]): Track[] {
  const newest = new Map<number, Track>();
  for (const track of tracks) {
    const other = newest.get(track.userId);
    if (other === undefined || other.lastMs < track.lastMs) newest.set(track.userId, track);
  }
  return [...newest.values()];
}

function Voice({ track }: { readonly track: Track }) {
  const { userId, streamId, codec, frames, bytes } = track;
  const name = track.userName || (userId <= 0 ? 'Everyone, mixed' : `user ${userId}`);
  const needsFfmpeg = codec === 'G722' || codec === 'OPUS';
  const cannot = needsFfmpeg && app.value?.ffmpeg === false;
  return (
    <li class="voice">
      <div class="voice-head">
        <span class="name">{name}</span>
        <LevelMeter levels={levels} userId={userId} name={name} />
      </div>
      <WaveformCanvas userId={userId} name={name} />
      <div class="voice-foot">
        <span class="hint">
          {codec}, {countOf(frames, 'packet')}, {bytesText(bytes)}
          {cannot && '; WAV needs ffmpeg, which was not found'}
        </span>
        <Button
          kind="small"
          label={`Download WAV of ${name}`}
          disabled={cannot}
          run={() => download(streamId, 'audio.wav', userId)}
        >
          WAV
        </Button>
      </div>
    </li>
  );
}

function WaveformCanvas({ userId, name }: { readonly userId: number; readonly name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let handle = 0;
    const draw = (): void => {
      const { current } = canvas;
      if (current) drawWaveform(current, userId);
      handle = requestAnimationFrame(draw);
    };
    handle = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(handle);
  }, [userId]);
  return (
    <canvas
      ref={canvas}
      class="waveform"
      width={COLUMNS}
      height={84}
      role="img"
      aria-label={`Waveform of ${name}, ten seconds`}
      data-user={userId}
    />
  );
}

function drawWaveform(canvas: HTMLCanvasElement, userId: number): void {
  const context = canvas.getContext('2d');
  const waveform = waveforms.get(userId);
  if (context === null) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const { color } = getComputedStyle(canvas);
  context.fillStyle = color;
  context.globalAlpha = 0.35;
  context.fillRect(0, height / 2 - 0.5, width, 1);
  context.globalAlpha = 1;
  if (waveform === undefined) return;
  const last = Math.floor(audioTime() / COLUMN_MS);
  for (let x = 0; x < width; x += 1) {
    // The square root shows quiet speech, too
    const size = Math.sqrt(waveform.peak(last - width + 1 + x)) * height;
    if (size > 0) context.fillRect(x, (height - size) / 2, 1, size);
  }
}
