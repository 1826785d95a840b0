import { createDecipheriv, hkdfSync } from 'node:crypto';

const NAMES = { 14: 'audio', 15: 'video', 16: 'share', 17: 'transcript', 18: 'chat' };

export function decrypt({ msg_type, content }, srtpKeys, streamId) {
  const media = NAMES[msg_type];
  const secret = Buffer.from(srtpKeys[media], 'hex');
  const key = Buffer.from(hkdfSync('sha256', secret, streamId, `rtms-mock-1 payload ${media}`, 32));
  const { user_id = '', channel_id = '', timestamp } = content;
  const sealed = Buffer.from(content.data, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(
    Buffer.from(['rtms-mock-1', streamId, msg_type, user_id, channel_id, timestamp].join('\n')),
  );
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}
