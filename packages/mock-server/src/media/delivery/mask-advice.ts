import { MediaType, mediaTypesOf } from '@rtms-mock/protocol';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MediaType).map(([name, type]) => [type, name.toLowerCase()]),
);

/** Explains the refusal of a media type mask, for log and journal: the media types that it names, and what to send instead. */
export function describeRefusedMask(mask: number): string {
  const types = mediaTypesOf(mask);
  const named = types.map((type) => `${type} ${NAMES.get(type)}`).join(', ');
  return (
    `media_type ${mask} names several media types (${named}), which the service refuses: open one socket for each of ` +
    'them, or one with 32 for all; this socket gets no further answer (--media-type-masks accept permits masks)'
  );
}
