import type { MediaServerUrls } from '@rtms-mock/protocol';
import {
  MEDIA_TYPE_ALL,
  MEDIA_TYPE_AUDIO,
  MEDIA_TYPE_CHAT,
  MEDIA_TYPE_DESKSHARE,
  MEDIA_TYPE_TRANSCRIPT,
  MEDIA_TYPE_VIDEO,
} from '../vocabulary/constants.js';

/** A media socket to open. */
export interface PlannedSocket {
  readonly url: string;
  /** OR of the flags of the media types that it carries. */
  readonly mask: number;
  /** `media_type` of the handshake: one flag, or `MEDIA_TYPE_ALL`. The service refuses other values. */
  readonly mediaType: number;
}

/** The keys of the media types in `server_urls` (PROTOCOL.md §4.4). */
const URL_KEYS = [
  [MEDIA_TYPE_AUDIO, 'audio'],
  [MEDIA_TYPE_VIDEO, 'video'],
  [MEDIA_TYPE_DESKSHARE, 'sharescreen'],
  [MEDIA_TYPE_TRANSCRIPT, 'transcript'],
  [MEDIA_TYPE_CHAT, 'chat'],
] as const satisfies readonly (readonly [number, keyof MediaServerUrls])[];

/** The flags of all media types. `MEDIA_TYPE_ALL` is a flag of its own and means the same. */
const EVERY_TYPE = URL_KEYS.reduce((mask, [flag]) => mask | flag, 0);

/** One socket for all media types, or one for each (PROTOCOL.md §4.5). */
export type MediaLayout = 'unified' | 'split';

/**
 * Plans the sockets for the media types in `mask`. `split`: one for each type; at the URL `all` if the type has none
 * of its own. `unified`: one socket for everything at the URL `all`, whatever `mask` contains; if the server has no
 * such URL, one for each type. No socket combines flags: the service refuses most combinations (PROTOCOL.md §4.4,
 * §4.5, §9.3). `missing`: the types without any URL.
 */
export function planMediaSockets(
  mask: number,
  urls: MediaServerUrls,
  layout: MediaLayout = 'split',
): { readonly sockets: readonly PlannedSocket[]; readonly missing: number } {
  if (mask === 0) return { sockets: [], missing: 0 };
  if (urls.all && layout === 'unified') {
    return { sockets: [{ url: urls.all, mask: EVERY_TYPE, mediaType: MEDIA_TYPE_ALL }], missing: 0 };
  }
  const sockets: PlannedSocket[] = [];
  let missing = 0;
  for (const [flag, key] of URL_KEYS) {
    if ((mask & flag) === 0) continue;
    const url = urls[key] ?? urls.all;
    if (url) sockets.push({ url, mask: flag, mediaType: flag });
    else missing |= flag;
  }
  return { sockets, missing };
}
