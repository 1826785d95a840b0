import type { MediaServerUrls } from '@rtms-mock/protocol';
import {
  MEDIA_TYPE_AUDIO,
  MEDIA_TYPE_CHAT,
  MEDIA_TYPE_DESKSHARE,
  MEDIA_TYPE_TRANSCRIPT,
  MEDIA_TYPE_VIDEO,
} from '../vocabulary/constants.js';

/** A media socket to open. */
export interface PlannedSocket {
  readonly url: string;
  /** OR of media type flags. */
  readonly mask: number;
}

/** The keys of the media types in `server_urls` (PROTOCOL.md §4.4). */
const URL_KEYS = [
  [MEDIA_TYPE_AUDIO, 'audio'],
  [MEDIA_TYPE_VIDEO, 'video'],
  [MEDIA_TYPE_DESKSHARE, 'sharescreen'],
  [MEDIA_TYPE_TRANSCRIPT, 'transcript'],
  [MEDIA_TYPE_CHAT, 'chat'],
] as const satisfies readonly (readonly [number, keyof MediaServerUrls])[];

/** One socket for all media types, or one for each (PROTOCOL.md §4.5). */
export type MediaLayout = 'unified' | 'split';

/**
 * Plans the sockets for the media types in `mask`. `unified`: one socket at the URL `all`; if the server has none,
 * one for each type. `split`: one for each type; at the URL `all` if the type has none of its own
 * (PROTOCOL.md §4.4, §4.5). `missing`: the types without any URL.
 */
export function planMediaSockets(
  mask: number,
  urls: MediaServerUrls,
  layout: MediaLayout = 'unified',
): { readonly sockets: readonly PlannedSocket[]; readonly missing: number } {
  if (mask === 0) return { sockets: [], missing: 0 };
  if (urls.all && layout === 'unified') return { sockets: [{ url: urls.all, mask }], missing: 0 };
  const sockets: PlannedSocket[] = [];
  let missing = 0;
  for (const [flag, key] of URL_KEYS) {
    if ((mask & flag) === 0) continue;
    const url = urls[key] ?? urls.all;
    if (url) sockets.push({ url, mask: flag });
    else missing |= flag;
  }
  return { sockets, missing };
}
