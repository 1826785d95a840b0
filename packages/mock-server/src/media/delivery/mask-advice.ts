import { MediaType, mediaTypesOf } from '@rtms-mock/protocol';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MediaType).map(([name, type]) => [type, name.toLowerCase()]),
);

/** Explanation of messages on a socket whose media type mask was refused. */
export const UNANSWERED =
  'a message on a socket whose media_type was refused is not answered; open another socket with a valid media_type';

/** Explains the refusal of a media type mask, for log and journal: the media types that it names, and what to send instead. */
export function describeRefusedMask(mask: number): string {
  const types = mediaTypesOf(mask);
  const named = types.map((type) => `${type} ${NAMES.get(type)}`).join(', ');
  return (
    `media_type ${mask} names several media types (${named}), which the service refuses: open one socket for each of ` +
    'them, or one with 32 for all; this socket gets no further answer (--media-type-masks accept permits masks)'
  );
}
