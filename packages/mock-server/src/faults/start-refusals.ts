/** Error numbers with which the service refuses a start by REST (PROTOCOL.md §7.1). */
export const START_REFUSAL_CODES = ['403', '2308', '2310', '3000'] as const;

/** One of {@link START_REFUSAL_CODES}. */
export type StartRefusalCode = (typeof START_REFUSAL_CODES)[number];

/** Refusal of a start by REST. */
export interface StartRefusal {
  readonly code: StartRefusalCode;
  /** Sentence of the response. @default that of the service for the code */
  readonly message?: string | undefined;
}

interface Planned {
  readonly refusal: StartRefusal;
  remaining: number;
}

/** Max number of meetings with planned refusals; those planned first are dropped first. */
const MAX_MEETINGS = 1000;

/** Planned refusals of starts by REST: of one meeting, or of any. */
export class StartRefusals {
  readonly #byMeeting = new Map<string, Planned>();
  #ofAny: Planned | undefined;

  /**
   * Refuses the next `times` starts.
   *
   * @param entityId id of the meeting, as in handshakes; `undefined`: of any meeting, unknown ones included
   */
  plan(entityId: string | undefined, refusal: StartRefusal, times: number): void {
    const planned = { refusal, remaining: times };
    if (entityId === undefined) {
      this.#ofAny = planned;
      return;
    }
    this.#byMeeting.delete(entityId);
    this.#byMeeting.set(entityId, planned);
    const [oldest] = this.#byMeeting.keys();
    if (this.#byMeeting.size > MAX_MEETINGS && oldest !== undefined) this.#byMeeting.delete(oldest);
  }

  /** Drops all plans. */
  clear(): void {
    this.#byMeeting.clear();
    this.#ofAny = undefined;
  }

  /** Takes the refusal planned for a start of this meeting, else that of any meeting. Each call uses up one. */
  take(entityId: string | undefined): StartRefusal | undefined {
    const own = entityId === undefined ? undefined : this.#byMeeting.get(entityId);
    const planned = own ?? this.#ofAny;
    if (!planned) return undefined;
    planned.remaining -= 1;
    if (planned.remaining > 0) return planned.refusal;
    if (planned === own && entityId !== undefined) this.#byMeeting.delete(entityId);
    else this.#ofAny = undefined;
    return planned.refusal;
  }
}
