/**
 * Ends a `switch` that handles every member of a union: the compiler reports a missing member.
 * @throws TypeError if a value outside the union arrives at run time.
 */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
