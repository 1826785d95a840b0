import { effect, signal, type Signal } from '@preact/signals';

/** A signal that this browser remembers. Without storage, as in some private windows, it lives as long as the page. */
export function stored<T>(name: string, initial: T, isValid: (value: unknown) => value is T): Signal<T> {
  const key = `rtms-mock:${name}`;
  const value = signal<T>(readStored(key, isValid) ?? initial);
  effect(() => {
    const text = JSON.stringify(value.value);
    try {
      localStorage.setItem(key, text);
    } catch {
      // Storage is full or forbidden: remembering is a convenience only.
    }
  });
  return value;
}

function readStored<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null') as unknown;
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** True for an array of strings. */
export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}
