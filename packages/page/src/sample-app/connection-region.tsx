import { computed, signal } from '@preact/signals';
import { Button, Choice, CopyButton } from '../ui/controls.js';
import { success } from '../ui/notice.js';
import { Region } from '../ui/region.js';
import { bytesText } from '../ui/words.js';
import { actOn, choose } from './actions.js';
import type { AppStream, AudioFormat, Formats, VideoFormat } from './bodies.js';
import { app, chosen, shownStream } from './received.js';

/** Formats that the person is choosing; `undefined` while they are those of the app. */
const draft = signal<Formats | undefined>(undefined);

const DEFAULTS: Formats = {
  audio: { codec: 'L16', rateHz: 16_000, channels: 1, streams: 'speakers' },
  video: { codec: 'H264', resolution: 'HD', fps: 25 },
};
const formats = computed(() => draft.value ?? app.value?.choice ?? DEFAULTS);

/** Stream, state, and the formats that the app requests. */
export function ConnectionRegion() {
  return (
    <Region name="Connection">
      <WebhookUrl />
      <StreamState />
      <h3>Formats</h3>
      <AudioFields />
      <VideoFields />
      <p class="buttons">
        <Button kind="primary" disabled={app.value === undefined} run={apply}>
          Join with these formats
        </Button>
      </p>
      <p class="hint">Formats belong to the handshake, so the app leaves the stream and joins it again.</p>
      <Kept />
    </Region>
  );
}

async function apply(): Promise<void> {
  await choose(formats.value);
  draft.value = undefined;
  const joined = app.value?.streams.some(({ state }) => isJoined(state.name)) === true;
  success(
    joined ? 'The app joins again with these formats.' : 'The next stream is joined with these formats.',
  );
}

function WebhookUrl() {
  const url = app.value?.webhookUrl ?? '';
  return (
    <div>
      <p class="hint">Enter this as webhook URL on the server's page, and press Start Meeting there:</p>
      <p class="copyable">
        <code>{url}</code> <CopyButton text={() => url} label="Copy" />
      </p>
    </div>
  );
}

function StreamState() {
  const streams = app.value?.streams ?? [];
  const stream = shownStream.value;
  const name = stream?.state.name;
  return (
    <div class="stream">
      <Choice
        label="Stream"
        value={stream?.streamId ?? ''}
        disabled={streams.length === 0}
        change={(value) => {
          chosen.value = value;
        }}
        options={
          streams.length === 0
            ? [['', 'none yet']]
            : streams.toReversed().map(({ streamId }) => [streamId, streamId] as const)
        }
      />
      <p class="states" role="status">
        <span class={`chip ${chipOf(name)}`}>{stateText(stream)}</span>
      </p>
      <p class="buttons">
        <Button
          disabled={stream === undefined || name === 'receiving' || name === 'paused' || name === 'joining'}
          run={() => actOn(stream?.streamId ?? '', 'join')}
        >
          Join again
        </Button>
        <Button kind="danger" disabled={!isJoined(name)} run={() => actOn(stream?.streamId ?? '', 'leave')}>
          Leave
        </Button>
      </p>
    </div>
  );
}

function isJoined(name: AppStream['state']['name'] | undefined): boolean {
  return name === 'receiving' || name === 'paused' || name === 'joining';
}

function chipOf(name: AppStream['state']['name'] | undefined): string {
  switch (name) {
    case undefined:
      return '';
    case 'receiving':
      return 'state-active';
    case 'joining':
    case 'paused':
      return 'state-paused';
    default:
      return 'state-terminated';
  }
}

function stateText(stream: AppStream | undefined): string {
  if (stream === undefined) return 'Waiting for a webhook';
  const { name, status, reason } = stream.state;
  switch (name) {
    case 'joining':
      return 'Joining …';
    case 'receiving':
      return 'Receiving';
    case 'paused':
      return 'Paused';
    case 'refused':
      return `Refused with status ${status ?? 'unknown'}: choose other formats, or see the server's log`;
    case 'left':
      return 'Left';
    case 'ended':
      return `Ended with reason ${reason ?? 'unknown'}`;
  }
}

const RATES: { readonly [Codec in AudioFormat['codec']]: readonly number[] } = {
  L16: [8000, 16_000, 32_000, 48_000],
  G711: [8000, 16_000],
  G722: [16_000],
  OPUS: [48_000],
};
const CODEC_NAMES = [
  ['L16', 'L16 (PCM)'],
  ['OPUS', 'Opus'],
  ['G711', 'G.711 (A-law)'],
  ['G722', 'G.722'],
] as const;

function changeAudio(change: Partial<AudioFormat>): void {
  const { audio, video } = formats.value;
  const next = { ...audio, ...change };
  // Only rates that the codec has
  const rates = RATES[next.codec];
  const rateHz = rates.includes(next.rateHz) ? next.rateHz : (rates[0] ?? next.rateHz);
  const channels = next.codec === 'G722' ? 1 : next.channels;
  draft.value = { audio: { ...next, rateHz, channels }, video };
}

function AudioFields() {
  const { codec, rateHz, channels, streams } = formats.value.audio;
  return (
    <div class="fields two">
      <Choice
        label="Audio codec"
        value={codec}
        change={(value) => changeAudio({ codec: value as AudioFormat['codec'] })}
        options={CODEC_NAMES}
      />
      <Choice
        label="Sample rate"
        value={String(rateHz)}
        change={(value) => changeAudio({ rateHz: Number(value) })}
        options={RATES[codec].map((rate) => [String(rate), `${rate / 1000} kHz`] as const)}
      />
      <Choice
        label="Channels"
        value={String(channels)}
        change={(value) => changeAudio({ channels: Number(value) })}
        options={
          codec === 'G722'
            ? [['1', 'mono']]
            : [
                ['1', 'mono'],
                ['2', 'stereo'],
              ]
        }
      />
      <Choice
        label="Audio of"
        value={streams}
        change={(value) => changeAudio({ streams: value === 'mixed' ? 'mixed' : 'speakers' })}
        options={[
          ['speakers', 'each speaker'],
          ['mixed', 'all, mixed'],
        ]}
      />
    </div>
  );
}

const SIZES = [
  ['SD', '360p'],
  ['HD', '720p'],
  ['FHD', '1080p'],
  ['QHD', '1440p'],
] as const;

function changeVideo(change: Partial<VideoFormat>): void {
  const { audio, video } = formats.value;
  const next = { ...video, ...change };
  const fps = fpsOf(next.codec).includes(next.fps) ? next.fps : (fpsOf(next.codec)[0] ?? next.fps);
  draft.value = { audio, video: { ...next, fps } };
}

/** Frame rates that a codec has: images at most five per second. */
function fpsOf(codec: VideoFormat['codec']): readonly number[] {
  return codec === 'H264' ? [25, 30, 15, 10, 5] : [5, 2, 1];
}

function VideoFields() {
  const { codec, resolution, fps } = formats.value.video;
  return (
    <div class="fields">
      <Choice
        label="Video codec"
        value={codec}
        change={(value) => changeVideo({ codec: value as VideoFormat['codec'] })}
        options={[
          ['H264', 'H.264'],
          ['JPG', 'JPG'],
          ['PNG', 'PNG'],
        ]}
      />
      <Choice
        label="Resolution"
        value={resolution}
        change={(value) => changeVideo({ resolution: value as VideoFormat['resolution'] })}
        options={SIZES}
      />
      <Choice
        label="Frames per second"
        value={String(fps)}
        change={(value) => changeVideo({ fps: Number(value) })}
        options={fpsOf(codec).map((rate) => [String(rate), String(rate)] as const)}
      />
    </div>
  );
}

function Kept() {
  const kept = app.value?.kept;
  if (kept === undefined) return <p class="hint" />;
  return (
    <p class="hint">
      Kept for downloads: {bytesText(kept.bytes)} of {bytesText(kept.maxBytes)}
      {kept.dropped > 0 && '; the oldest media is dropped'}
    </p>
  );
}
