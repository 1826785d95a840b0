import type { DataHandshakeRequest, Dialect, MessageProblem } from '@rtms-mock/protocol';
import type { Stream } from '../../meetings/stream.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { Channel } from '../../sockets/channel.js';
import { encryptionOffer } from './connection-media.js';
import { judgeMediaHandshake, type AcceptedHandshake, type MediaHandshakePolicy } from './handshake.js';
import { implicitRequest } from './string-request.js';

/** The parts of the server that {@link judgeImplicitStart} uses. */
export interface ImplicitStartContext {
  readonly settings: ServerSettings;
  readonly dialects: { readonly string: Dialect };
  /** All streams, including those that have ended. */
  allStreams(): readonly Stream[];
}

/** Result of {@link judgeImplicitStart}. */
export type ImplicitStart =
  | {
      readonly ok: true;
      readonly stream: Stream;
      readonly request: DataHandshakeRequest;
      readonly verdict: AcceptedHandshake;
      readonly policy: MediaHandshakePolicy;
    }
  | { readonly ok: false; readonly problem: MessageProblem };

/**
 * Decides on a media socket on which nothing was sent: clients of the string generation may do so (PROTOCOL.md §9.19).
 * `pathTypes`: media types in the path of the URL, as a mask.
 */
export function judgeImplicitStart(
  channel: Channel<Stream>,
  pathTypes: number,
  context: ImplicitStartContext,
): ImplicitStart {
  const streams = context.allStreams().filter((one) => one.hasStringClient);
  const implicit = implicitRequest(streams, pathTypes);
  if (!implicit.ok) return implicit;
  const { stream, request } = implicit;
  channel.dialect = context.dialects.string;
  channel.follow(stream);
  const policy: MediaHandshakePolicy = {
    ...context.settings,
    duplicatePolicy: 'allow',
    mediaTypeMasks: 'accept',
    encryption: encryptionOffer(stream, channel.dialect.name),
  };
  const verdict = judgeMediaHandshake(request, stream.handshakeView(), policy);
  if (!verdict.accept) return { ok: false, problem: verdict.problem };
  return { ok: true, stream, request, verdict, policy };
}
