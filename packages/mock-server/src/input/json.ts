/** Returns the value of a JSON text; `undefined` for a text that is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, which the caller judges.
    return undefined;
  }
}
