/** The text of an answer, with another status in it: a number that no table has. */
export function withStatusNumber(text: string, status: number): string {
  const body = JSON.parse(text) as { readonly [key: string]: unknown };
  // The string generation calls it `status`.
  return JSON.stringify({ ...body, ['status_code' in body ? 'status_code' : 'status']: status });
}
