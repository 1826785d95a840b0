/** Time before a symptom in which an episode may have caused it, in ms. */
const SUSPICION_MS = 1500;
const KEPT_EPISODES = 40;
const MAX_SUSPECTS = 24;

/** Episodes that may have caused a symptom: those in progress, and those that ended shortly before. */
export class EpisodeLog {
  readonly #running = new Set<number>();
  readonly #ended: { readonly episode: number; readonly atMs: number }[] = [];

  /** An episode starts. */
  start(episode: number): void {
    this.#running.add(episode);
  }

  /** An episode has ended. */
  end(episode: number): void {
    this.#running.delete(episode);
    this.#ended.push({ episode, atMs: performance.now() });
    if (this.#ended.length > KEPT_EPISODES) this.#ended.shift();
  }

  /** The suspects of a symptom that shows now, the likeliest first. */
  suspects(): readonly number[] {
    const nowMs = performance.now();
    const recent = this.#ended.filter(({ atMs }) => nowMs - atMs < SUSPICION_MS).reverse();
    return [...this.#running, ...recent.map(({ episode }) => episode)].slice(0, MAX_SUSPECTS);
  }
}
