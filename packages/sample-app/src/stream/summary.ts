/** Counts the media of one stream and describes it. Pure: the caller passes in the time. */

/** Counts since the last status line. */
interface Interval {
  videoFrames: number;
  videoBytes: number;
  /** Sum of the squared samples. */
  energy: number;
  /** Number of samples. */
  samples: number;
}

/** Counts of one participant. */
interface ParticipantCounts {
  readonly name: string;
  audioPackets: number;
  videoFrames: number;
  videoBytes: number;
  transcriptLines: number;
  recent: Interval;
}

/** Counts of all participants. */
export interface Totals {
  readonly audioPackets: number;
  readonly videoFrames: number;
  readonly transcriptLines: number;
  /** Names of the participants with at least one transcript line. */
  readonly speakers: readonly string[];
}

const NO_INTERVAL: Interval = { videoFrames: 0, videoBytes: 0, energy: 0, samples: 0 };

/** The media that one stream has received so far. */
export class Summary {
  readonly #participants = new Map<number, ParticipantCounts>();
  readonly #showLateness: boolean;
  #activeSpeaker: number | undefined;
  #maxLatenessMs = 0;
  #recentLatenessMs = 0;
  #lastLineAtMs: number;
  readonly #startedAtMs: number;

  /** `startedAtMs`: Unix milliseconds. `showLateness` needs a meeting that runs in real time. */
  constructor(startedAtMs: number, options: { readonly showLateness?: boolean } = {}) {
    this.#startedAtMs = startedAtMs;
    this.#lastLineAtMs = startedAtMs;
    this.#showLateness = options.showLateness ?? true;
  }

  /**
   * Counts a packet of audio. `pcm`: 16-bit little-endian, `undefined` for other codecs, whose level is not shown.
   * Times are Unix milliseconds.
   */
  audio(userId: number, userName: string, pcm: Buffer | undefined, timestampMs: number, nowMs: number): void {
    const counts = this.#countsOf(userId, userName);
    counts.audioPackets += 1;
    this.#addLateness(nowMs - timestampMs);
    if (pcm === undefined) return;
    for (let at = 0; at + 1 < pcm.length; at += 2) counts.recent.energy += pcm.readInt16LE(at) ** 2;
    counts.recent.samples += Math.floor(pcm.length / 2);
  }

  /** Counts a video frame of `bytes` bytes. Times are Unix milliseconds. */
  video(userId: number, userName: string, bytes: number, timestampMs: number, nowMs: number): void {
    const counts = this.#countsOf(userId, userName);
    counts.videoFrames += 1;
    counts.videoBytes += bytes;
    counts.recent.videoFrames += 1;
    counts.recent.videoBytes += bytes;
    this.#addLateness(nowMs - timestampMs);
  }

  /** Counts a transcript line. */
  transcript(userId: number, userName: string): void {
    this.#countsOf(userId, userName).transcriptLines += 1;
  }

  /** Sets the active speaker. */
  activeSpeaker(userId: number): void {
    this.#activeSpeaker = userId;
  }

  /** The status line for the time since the last one: audio level, video and lateness. */
  liveLine(nowMs: number): string {
    const seconds = Math.max(0.001, (nowMs - this.#lastLineAtMs) / 1000);
    this.#lastLineAtMs = nowMs;
    const parts = [...this.#participants].map(([userId, counts]) => {
      const speaks = userId === this.#activeSpeaker ? '▶' : ' ';
      const part = `${speaks}${counts.name} ${formatLevel(counts.recent)}${formatVideo(counts.recent, seconds)}`;
      counts.recent = { ...NO_INTERVAL };
      return part;
    });
    if (parts.length === 0) parts.push('no media yet');
    if (this.#showLateness) parts.push(`max lateness ${Math.round(this.#recentLatenessMs)} ms`);
    this.#recentLatenessMs = 0;
    return `${formatTime(nowMs - this.#startedAtMs)} ${parts.join('  │ ')}`;
  }

  /** The totals, one line for each participant. */
  finalLines(): string[] {
    const lines = [...this.#participants.values()].map(
      (counts) =>
        `  ${counts.name}: ${count(counts.transcriptLines, 'transcript line')}, ${count(counts.audioPackets, 'audio packet')}, ` +
        `${count(counts.videoFrames, 'video frame')} (${Math.round(counts.videoBytes / 1000)} kB)`,
    );
    if (lines.length === 0) return ['  no media'];
    if (this.#showLateness) lines.push(`  max lateness ${Math.round(this.#maxLatenessMs)} ms`);
    return lines;
  }

  /** The counts of all participants. */
  totals(): Totals {
    const participants = [...this.#participants.values()];
    const sum = (of: (counts: ParticipantCounts) => number): number =>
      participants.reduce((n, counts) => n + of(counts), 0);
    return {
      audioPackets: sum((counts) => counts.audioPackets),
      videoFrames: sum((counts) => counts.videoFrames),
      transcriptLines: sum((counts) => counts.transcriptLines),
      speakers: participants.filter((counts) => counts.transcriptLines > 0).map((counts) => counts.name),
    };
  }

  #countsOf(userId: number, userName: string): ParticipantCounts {
    const known = this.#participants.get(userId);
    if (known) return known;
    const name = userName || (userId === -1 ? 'mixed audio' : `user ${userId}`);
    const counts: ParticipantCounts = {
      name,
      audioPackets: 0,
      videoFrames: 0,
      videoBytes: 0,
      transcriptLines: 0,
      recent: { ...NO_INTERVAL },
    };
    this.#participants.set(userId, counts);
    return counts;
  }

  #addLateness(ms: number): void {
    this.#recentLatenessMs = Math.max(this.#recentLatenessMs, ms);
    this.#maxLatenessMs = Math.max(this.#maxLatenessMs, ms);
  }
}

const BARS = 8;
/** Level of an empty bar in dB below full scale. */
const MIN_LEVEL_DB = -60;

/** A bar and the level in dB below full scale. Silence is an empty bar. */
function formatLevel({ energy, samples }: Interval): string {
  if (samples === 0 || energy === 0) return '·'.repeat(BARS);
  const db = 10 * Math.log10(energy / samples / 32_768 ** 2);
  const filled = Math.max(0, Math.min(BARS, Math.round(BARS * (1 - db / MIN_LEVEL_DB))));
  return `${'■'.repeat(filled)}${'·'.repeat(BARS - filled)} ${Math.round(db)} dB`;
}

function formatVideo({ videoFrames, videoBytes }: Interval, seconds: number): string {
  if (videoFrames === 0) return '';
  const kilobits = (videoBytes * 8) / 1000 / seconds;
  return `, ${Math.round(videoFrames / seconds)} frames/s ${Math.round(kilobits)} kbit/s`;
}

function formatTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
