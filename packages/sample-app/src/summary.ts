/** What one stream has brought so far, and how to say it. Pure: time and media come in, text goes out. */

/** How a live line counts: over the time since the line before. */
interface Interval {
  videoFrames: number;
  videoBytes: number;
  /** Sum of squared samples, and how many. */
  energy: number;
  samples: number;
}

interface Person {
  readonly name: string;
  audioPackets: number;
  videoFrames: number;
  videoBytes: number;
  transcriptLines: number;
  recent: Interval;
}

/** Totals, for the last lines and for checks. */
export interface Totals {
  readonly audioPackets: number;
  readonly videoFrames: number;
  readonly transcriptLines: number;
  /** Names of those whose words have come as transcript. */
  readonly speakers: readonly string[];
}

const NO_INTERVAL: Interval = { videoFrames: 0, videoBytes: 0, energy: 0, samples: 0 };

export class Summary {
  readonly #people = new Map<number, Person>();
  readonly #showLateness: boolean;
  #activeSpeaker: number | undefined;
  #worstLatenessMs = 0;
  #recentLatenessMs = 0;
  #lastLineAtMs: number;
  readonly #startedAtMs: number;

  /** `startedAtMs`: now. Lateness makes sense only while a meeting runs in real time. */
  constructor(startedAtMs: number, options: { readonly showLateness?: boolean } = {}) {
    this.#startedAtMs = startedAtMs;
    this.#lastLineAtMs = startedAtMs;
    this.#showLateness = options.showLateness ?? true;
  }

  /** One packet of 16-bit little-endian PCM. `timestampMs`: when it was captured. */
  audio(userId: number, userName: string, pcm: Buffer, timestampMs: number, nowMs: number): void {
    const person = this.#person(userId, userName);
    person.audioPackets += 1;
    for (let at = 0; at + 1 < pcm.length; at += 2) person.recent.energy += pcm.readInt16LE(at) ** 2;
    person.recent.samples += Math.floor(pcm.length / 2);
    this.#late(nowMs - timestampMs);
  }

  video(userId: number, userName: string, bytes: number, timestampMs: number, nowMs: number): void {
    const person = this.#person(userId, userName);
    person.videoFrames += 1;
    person.videoBytes += bytes;
    person.recent.videoFrames += 1;
    person.recent.videoBytes += bytes;
    this.#late(nowMs - timestampMs);
  }

  transcript(userId: number, userName: string): void {
    this.#person(userId, userName).transcriptLines += 1;
  }

  activeSpeaker(userId: number): void {
    this.#activeSpeaker = userId;
  }

  /** One line about the time since the last one: who is heard and seen, and how late. */
  liveLine(nowMs: number): string {
    const seconds = Math.max(0.001, (nowMs - this.#lastLineAtMs) / 1000);
    this.#lastLineAtMs = nowMs;
    const parts = [...this.#people].map(([userId, person]) => {
      const speaks = userId === this.#activeSpeaker ? '▶' : ' ';
      const text = `${speaks}${person.name} ${levelText(person.recent)}${videoText(person.recent, seconds)}`;
      person.recent = { ...NO_INTERVAL };
      return text;
    });
    if (parts.length === 0) parts.push('nothing yet');
    if (this.#showLateness) parts.push(`late by ${Math.round(this.#recentLatenessMs)} ms at most`);
    this.#recentLatenessMs = 0;
    return `${clockText(nowMs - this.#startedAtMs)} ${parts.join('  │ ')}`;
  }

  /** Everything at the end, one line a person. */
  finalLines(): string[] {
    const lines = [...this.#people.values()].map(
      (person) =>
        `  ${person.name}: ${count(person.transcriptLines, 'line')} said, ${count(person.audioPackets, 'audio packet')}, ` +
        `${count(person.videoFrames, 'picture')} (${Math.round(person.videoBytes / 1000)} kB)`,
    );
    if (lines.length === 0) return ['  nothing was received'];
    if (this.#showLateness)
      lines.push(`  nothing was more than ${Math.round(this.#worstLatenessMs)} ms late`);
    return lines;
  }

  totals(): Totals {
    const people = [...this.#people.values()];
    const sum = (of: (person: Person) => number): number => people.reduce((n, person) => n + of(person), 0);
    return {
      audioPackets: sum((person) => person.audioPackets),
      videoFrames: sum((person) => person.videoFrames),
      transcriptLines: sum((person) => person.transcriptLines),
      speakers: people.filter((person) => person.transcriptLines > 0).map((person) => person.name),
    };
  }

  #person(userId: number, userName: string): Person {
    const known = this.#people.get(userId);
    if (known) return known;
    const name = userName || (userId === 0 ? 'everyone' : `user ${userId}`);
    const person: Person = {
      name,
      audioPackets: 0,
      videoFrames: 0,
      videoBytes: 0,
      transcriptLines: 0,
      recent: { ...NO_INTERVAL },
    };
    this.#people.set(userId, person);
    return person;
  }

  #late(ms: number): void {
    this.#recentLatenessMs = Math.max(this.#recentLatenessMs, ms);
    this.#worstLatenessMs = Math.max(this.#worstLatenessMs, ms);
  }
}

const BARS = 8;
/** Level at which the bar is empty. */
const QUIET_DB = -60;

/** A bar and decibels below full scale; silence is an empty bar. */
function levelText({ energy, samples }: Interval): string {
  if (samples === 0 || energy === 0) return '·'.repeat(BARS);
  const db = 10 * Math.log10(energy / samples / 32_768 ** 2);
  const filled = Math.max(0, Math.min(BARS, Math.round(BARS * (1 - db / QUIET_DB))));
  return `${'■'.repeat(filled)}${'·'.repeat(BARS - filled)} ${Math.round(db)} dB`;
}

function videoText({ videoFrames, videoBytes }: Interval, seconds: number): string {
  if (videoFrames === 0) return '';
  const kilobits = (videoBytes * 8) / 1000 / seconds;
  return `, ${Math.round(videoFrames / seconds)} pictures/s ${Math.round(kilobits)} kbit/s`;
}

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}
