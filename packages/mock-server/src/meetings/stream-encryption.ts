import type { DialectName, NumericGeneration } from '@rtms-mock/protocol';
import { createSrtpKeys, type CompleteSrtpKeys } from '@rtms-mock/protocol/encryption';
import { randomBytesOf, randomSequence } from '../random.js';
import { defaultEncryption, type EncryptionPolicy } from '../policies.js';
import { SmallSet } from '../small-set.js';

/** Server options that decide if a stream offers encryption. */
export interface EncryptionSettings {
  readonly encryption: EncryptionPolicy | undefined;
  readonly strict: boolean;
  /** Makes keys repeatable. @default random keys */
  readonly seed?: number | undefined;
}

/** Keys of one stream, and the policy for its media connections (PROTOCOL.md §12.5). */
export class StreamEncryption {
  readonly #policy: EncryptionPolicy;
  readonly #streamId: string;
  readonly #seed: number | undefined;
  /** Created when an app connects: of many meetings that begin at once, the webhooks come first. */
  #keys: CompleteSrtpKeys | undefined;
  readonly #ssrcs = new SmallSet<number>();

  constructor(
    { streamId, generation }: { readonly streamId: string; readonly generation: NumericGeneration },
    { encryption, strict, seed }: EncryptionSettings,
  ) {
    this.#policy = encryption ?? defaultEncryption(generation, strict);
    this.#streamId = streamId;
    this.#seed = seed;
  }

  /** True if a media connection must be encrypted. */
  get isRequired(): boolean {
    return this.#policy === 'required';
  }

  /** Returns an SSRC that no RTP stream of this stream has had, so that none has the keys of another. */
  newSsrc(random: () => number): number {
    let ssrc = random();
    while (this.#ssrcs.has(ssrc)) ssrc = random();
    this.#ssrcs.add(ssrc);
    return ssrc;
  }

  /** Keys for clients of a generation; `undefined` if they cannot have any. The string generation has no field for them. */
  keysFor(dialect: DialectName): CompleteSrtpKeys | undefined {
    if (dialect === 'string' || this.#policy === 'off') return undefined;
    this.#keys ??= createSrtpKeys(bytesOf(this.#seed, this.#streamId));
    return this.#keys;
  }
}

/** Returns a source of bytes for keys: that of the system, or a repeatable one. */
function bytesOf(seed: number | undefined, streamId: string): ((count: number) => Buffer) | undefined {
  if (seed === undefined) return undefined;
  const random = randomSequence(seed, `keys of ${streamId}`);
  return (count) => randomBytesOf(random, count);
}

/** Returns the settings for a stream. A cassette is replayed as it was recorded, so its stream offers no encryption. */
export function encryptionSettings(
  { createTape }: { readonly createTape?: unknown },
  { settings }: { readonly settings: EncryptionSettings },
): EncryptionSettings {
  return createTape === undefined ? settings : { strict: settings.strict, encryption: 'off' };
}
