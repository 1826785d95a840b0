/** Ends a `switch` that handles every member of a union: the compiler objects when one is missing. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
