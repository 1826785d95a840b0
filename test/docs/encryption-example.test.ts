import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import vectors from '../../packages/protocol/test/fixtures/encryption-vectors.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');

interface Example {
  readonly decrypt: (message: object, srtpKeys: object, streamId: string) => Buffer;
}

test('the example in Node decrypts the test vectors', async () => {
  const { decrypt } = (await import(pathToFileURL(join(ROOT, 'examples/decrypt.mjs')).href)) as Example;
  for (const { messageType, userId, channelId, timestamp, data, payload } of vectors.payloads) {
    const content = { user_id: userId, channel_id: channelId, timestamp, data };
    const opened = decrypt({ msg_type: messageType, content }, vectors.srtpKeys, vectors.streamId);
    expect(opened.toString('hex')).toBe(payload);
  }
});

test('docs/encryption.md has the first of the vectors', () => {
  const page = readFileSync(join(ROOT, 'docs/encryption.md'), 'utf8');
  const [payload] = vectors.payloads;
  const [srtp] = vectors.srtp;
  const shown = [
    vectors.srtpKeys.audio,
    payload?.key,
    payload?.payload,
    payload?.nonce,
    payload?.data,
    srtp?.masterKey,
    srtp?.masterSalt,
  ];
  for (const value of shown) expect(page).toContain(`\`${value}\``);
});
