/** Replaces the status of an encoded response by a number that has no name in its generation. */
export function withStatusNumber(response: string, status: number): string {
  const body = JSON.parse(response) as { readonly [key: string]: unknown };
  // The string generation names the field `status`.
  return JSON.stringify({ ...body, ['status_code' in body ? 'status_code' : 'status']: status });
}
