import { MediaType, type MediaServerUrls } from '@rtms-mock/protocol';

/**
 * Returns `media_server.server_urls` for the media types in the app's scope: the four documented keys; `deskshare` for the
 * vendor's SDK, which opens no other URL for it (docs/discoveries.md); `sharescreen` and `chat` for the vendor's
 * RTMSManager, which requests these media only where it finds the keys (PROTOCOL.md §4.4).
 */
export function mediaServerUrls(base: string, scope: number): MediaServerUrls {
  const has = (type: MediaType): boolean => (scope & type) !== 0;
  return {
    ...(has(MediaType.AUDIO) && { audio: `${base}/audio` }),
    ...(has(MediaType.VIDEO) && { video: `${base}/video` }),
    ...(has(MediaType.TRANSCRIPT) && { transcript: `${base}/transcript` }),
    all: `${base}/all`,
    ...(has(MediaType.DESKSHARE) && { deskshare: `${base}/share` }),
    ...(has(MediaType.DESKSHARE) && { sharescreen: `${base}/share` }),
    ...(has(MediaType.CHAT) && { chat: `${base}/chat` }),
  };
}
