/** Differences between the SDK and our client that stay. docs/client.md has a row for each, which says why. */
import type { Difference } from './compare.js';
import type { ServerScript } from './script.js';

/** One kind of difference. */
export interface Explained {
  /** First cell of its row in docs/client.md. */
  readonly title: string;
  /** True for differences of this kind. */
  readonly covers: (difference: Difference, script: ServerScript) => boolean;
}

/** A kind that is recognised by the place of the difference, and by the name of the script if that matters. */
function at(title: string, where: RegExp, script = /./): Explained {
  return { title, covers: (difference, { name }) => where.test(difference.where) && script.test(name) };
}

const REFUSED_UPGRADE = /^refuses the WebSocket/;
const LOST_MEDIA = /^(?:loses media|closes audio with)/;
const NO_SOCKET = /^joins (?:without media|where the server)/;

export const EXPLAINED: readonly Explained[] = [
  at('`rtms_client_agent`', /message 1 rtms_client_agent$/),
  at('`sequence` of handshakes', / message [13] sequence$/),
  at('Id of an engagement', /message [13] (?:meeting_uuid|engagement_id)$/, /engagement|Contact Center/),
  at('Parameters of transcripts', /^transcript#\d+ message 3 media_params$/),
  at('Subscriptions', /^signaling#1 (?:messages 5|message 5 events|order of messages)$/),
  at('No socket to open', /^(?:callback onJoinConfirm|signaling#1 messages 7|socket all#1)$/, NO_SOCKET),
  at('Several signaling URLs', /^socket (?:signaling|second|third)#1$/, /list of URLs/),
  at('WebSocket refused', /^(?:callback onJoinConfirm|socket signaling#\d+)$/, REFUSED_UPGRADE),
  at(
    'Duplicate signal request',
    /^(?:callback onJoinConfirm|socket \w+#\d+|signaling#1 close)$/,
    /second connection/,
  ),
  at('Answer without a status', /^(?:callback onJoinConfirm|\w+#1 close)$/, /without a status/),
  at(
    'Incomplete answer on media',
    /^(?:callback onJoinConfirm|signaling#1 messages 7|\w+#1 close)$/,
    /answers on media without (?:media_params|payload_encrypted)/,
  ),
  at(
    'A media socket is lost',
    /^(?:callback onLeave|signaling#1 (?:close|messages 7)|socket (?:audio|signaling)#2)$/,
    LOST_MEDIA,
  ),
  at(
    'Signaling is closed abnormally',
    /^(?:callback onLeave|socket (?:audio|signaling)#2|audio#1 close)$/,
    /closes signaling with 10[01]1$/,
  ),
  at('`leave()`', /^callback onLeave$/, /^is left by the app$/),
  at('Sockets at the end', /^\w+#1 close$/, /^(?:stops the session|terminates|sends audio, then the end)/),
  at(
    'Media without a name or times',
    /^callback on(?:Audio|Transcript)Data$/,
    /^sends (?:audio without|audio of a Contact Center|transcripts without)/,
  ),
  at('`startTs` and `endTs`', /^callback onAudioData$/, /audio after a transcript/),
  at('Sessions without a start', /^callback onSessionUpdate$/, /never started/),
  at('Name of who leaves', /^callback onParticipantEvent$/),
];
