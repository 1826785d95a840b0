/** Requests of the page to the sample app. */
import { BASE, call } from '../api/http.js';
import { downloadBlob } from '../ui/download.js';
import type { Formats } from './bodies.js';

/**
 * Joins all streams with these formats.
 *
 * @throws CallError
 */
export async function choose(formats: Formats): Promise<void> {
  await call({ method: 'POST', path: 'api/choice', body: formats });
}

/**
 * Joins a stream again, or leaves it.
 *
 * @throws CallError
 */
export async function actOn(streamId: string, action: 'join' | 'leave'): Promise<void> {
  await call({ method: 'POST', path: `api/streams/${encodeURIComponent(streamId)}/${action}`, body: {} });
}

/**
 * Saves a file of a stream, such as `audio.wav`. `userId`: one participant only.
 *
 * @throws Error with one sentence, if there is nothing to save
 */
export async function download(streamId: string, file: string, userId?: number): Promise<void> {
  const query = userId === undefined ? '' : `?user=${userId}`;
  const response = await fetch(new URL(`api/streams/${encodeURIComponent(streamId)}/${file}${query}`, BASE));
  if (!response.ok) {
    const { error } = (await response.json()) as { readonly error?: { readonly message?: string } };
    throw new Error(error?.message ?? `The sample app answered with status ${response.status}.`);
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? file;
  downloadBlob(name, await response.blob());
}
