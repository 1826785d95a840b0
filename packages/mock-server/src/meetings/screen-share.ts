import { EventType } from '@rtms-mock/protocol';
import type { MeetingScene } from './meeting-scene.js';
import type { Participant } from './participant.js';

/** Screen share of a meeting: that of the media source, until a step starts or stops one. */
export class ScreenShare {
  readonly #scene: MeetingScene;
  /** Set by steps; from then on the shares of the source are not shown. */
  #manual: { readonly sharer: Participant | undefined } | undefined;

  constructor(scene: MeetingScene) {
    this.#scene = scene;
  }

  /** True while the shares of the source are shown; false once a step has started or stopped a share. */
  get followsSource(): boolean {
    return this.#manual === undefined;
  }

  /** Returns the participant who shares a screen at a position in milliseconds. */
  sharerAt(positionMs: number): Participant | undefined {
    if (this.#manual) return this.#manual.sharer;
    const { presence, source } = this.#scene;
    const index = this.#sourceSharerAt(positionMs % source.durationMs);
    const sharer = index === undefined ? undefined : presence.participants[index];
    return sharer && presence.isPresent(sharer) ? sharer : undefined;
  }

  #sourceSharerAt(positionMs: number): number | undefined {
    const { source } = this.#scene;
    if (source.sharerAt) return source.sharerAt(positionMs);
    return source.shares.find((share) => share.startMs <= positionMs && positionMs < share.endMs)?.sharer;
  }

  get #sharer(): Participant | undefined {
    return this.sharerAt(this.#scene.timeline.positionNowMs);
  }

  /** Starts a share, and stops that of another participant. Returns false if the participant shares already. */
  start(participant: Participant): boolean {
    const before = this.#sharer;
    if (before === participant) return false;
    if (before) this.#emit(undefined);
    this.#manual = { sharer: participant };
    this.#emit(participant);
    return true;
  }

  /** Stops the share. Returns false if there is none. */
  stop(): boolean {
    if (!this.#sharer) return false;
    this.#manual = { sharer: undefined };
    this.#emit(undefined);
    return true;
  }

  /** Stops the share of a guest. The shares of the source are shown again. Returns false if the guest does not share. */
  release(guest: Participant): boolean {
    if (this.#manual?.sharer !== guest) return false;
    this.#emit(undefined);
    this.#manual = undefined;
    const sharer = this.#sharer;
    if (sharer) this.#emit(sharer);
    return true;
  }

  /** Returns true while this participant shares a screen. */
  isSharing(participant: Participant): boolean {
    return this.#sharer === participant;
  }

  /** Emits SHARING_START for a participant who has just joined while sharing. */
  emitAfterJoin(participant: Participant): void {
    if (this.#sharer === participant) this.#emit(participant);
  }

  /** Stops the share of a participant who is about to leave. The share of the source is shown again after a rejoin. */
  stopBeforeLeaving(participant: Participant): void {
    if (this.#sharer === participant) this.#emit(undefined);
    if (this.#manual?.sharer === participant) this.#manual = { sharer: undefined };
  }

  #emit(sharer: Participant | undefined): void {
    const timestamp = this.#scene.timeline.clock.unixMs();
    if (!sharer) return this.#scene.emit({ event_type: EventType.SHARING_STOP, timestamp });
    const { userId: user_id, name: user_name } = sharer;
    this.#scene.emit({ event_type: EventType.SHARING_START, timestamp, user_id, user_name });
  }
}
