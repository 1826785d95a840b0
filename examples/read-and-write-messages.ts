import { createDialect, MessageType } from '@rtms-mock/protocol';
import { signHandshake } from '@rtms-mock/protocol/signature';

const dialect = createDialect('2026'); // or '2025', or 'string' for the beta of early 2025
const app = { clientId: 'mockClientId01', clientSecret: 'mockClientSecret01' };

/** The first message that a client sends on the signaling socket. */
export function handshakeRequest(meetingUuid: string, streamId: string) {
  return dialect.encode({
    msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ,
    protocol_version: 1,
    meeting_uuid: meetingUuid,
    rtms_stream_id: streamId,
    signature: signHandshake(app, meetingUuid, streamId),
  });
}

/** The outcome of the handshake as a name, whatever number this generation has for it. */
export function outcomeOf(frame: string | Uint8Array): string {
  const decoded = dialect.decode(frame); // never throws
  if (!decoded.ok) return `invalid: ${decoded.problem.reason}`;
  const { message } = decoded;
  return message.msg_type === MessageType.SIGNALING_HAND_SHAKE_RESP ? message.status : 'another message';
}
