import type { Cancel } from '@rtms-mock/protocol';
import type { Guest, GuestFollower } from '../../../meetings/guests.js';
import type { MediaKind } from '../../media-kind.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { Track } from '../../tracks/track.js';
import type { MediaPathInput } from './lane-preparation.js';

/** The media of guests that a lane plays besides that of the source. */
export interface GuestTracks {
  readonly kind: MediaKind;
  /** Prepares the track of a guest; `undefined` if the guest has none. */
  readonly prepare: (guest: Guest) => Promise<Track | undefined>;
  /** Adds a track to the lane. Returns a function that removes it when the guest leaves. */
  readonly add: (guest: Guest, track: Track) => Cancel;
}

/**
 * Adds the track of each guest who is in the meeting, and of each who joins later, until the connection ends. A track that
 * cannot be provided is reported; everything else plays on.
 */
export function followGuests(input: MediaPathInput, tracks: GuestTracks): void {
  input.meeting.guests.follow(new LaneOfGuests(input, tracks));
}

/** A lane that plays the tracks of guests too. */
class LaneOfGuests implements GuestFollower {
  readonly #input: MediaPathInput;
  readonly #tracks: GuestTracks;

  constructor(input: MediaPathInput, tracks: GuestTracks) {
    this.#input = input;
    this.#tracks = tracks;
  }

  get signal(): AbortSignal {
    return this.#input.signal;
  }

  attach(guest: Guest): Cancel {
    const { kind, prepare, add } = this.#tracks;
    let isGone = false;
    let remove: Cancel = () => {};
    const attach = async (): Promise<void> => {
      try {
        const track = await prepare(guest);
        if (track && !isGone && !this.signal.aborted) remove = add(guest, track);
      } catch (error) {
        if (!isGone && !this.signal.aborted) this.#input.onUnavailable(kind, error);
      }
    };
    void attach();
    return () => {
      isGone = true;
      remove();
    };
  }
}

/**
 * Resolves with `undefined`, and reports it, where the source has no audio or no camera: participants who join with live
 * media may bring some. Rejects for every other reason.
 */
export async function unlessMissing<T>(
  input: MediaPathInput,
  kind: MediaKind,
  preparing: Promise<T>,
): Promise<T | undefined> {
  try {
    return await preparing;
  } catch (error) {
    const isMissing = error instanceof MediaUnavailableError && MISSING.has(error.code);
    if (!isMissing || input.signal.aborted) throw error;
    input.onUnavailable(kind, error);
    return undefined;
  }
}

const MISSING: ReadonlySet<MediaUnavailableError['code']> = new Set(['no-audio', 'no-video']);
