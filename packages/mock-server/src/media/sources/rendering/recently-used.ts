/**
 * Max number of values in memory: canvases of 1280 × 720 take 2 MB for each track, and a meeting may have hundreds of
 * cameras, of which few are sent.
 */
const MAX_VALUES = 64;

/** Releases the value of one owner. The owner whose value was used last comes last. */
const owners = new Set<() => void>();

/**
 * Returns a function that creates a value when it is first used. The value is released when many others have been used
 * since, and created again when it is used again. `made`: used in place of a new value, if there is none.
 */
export function recentlyUsed<T extends object>(create: () => T): (made?: T) => T {
  let value: T | undefined;
  const release = (): void => void (value = undefined);
  return (made) => {
    owners.delete(release);
    owners.add(release);
    if (value) return value;
    const [oldest] = owners;
    if (owners.size > MAX_VALUES && oldest) {
      owners.delete(oldest);
      oldest();
    }
    return (value = made ?? create());
  };
}
