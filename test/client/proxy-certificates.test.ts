/** A `wss://` server behind a proxy: its certificate is verified against the server's address. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { webSocketConnect } from '../../packages/client/src/network/ws-socket.js';
import { createAuthority, issueCertificate } from '../../packages/mock-server/src/sockets/tls/certificate.js';
import { BreakingProxy } from './breaking-proxy.js';

const VALIDITY = { fromMs: Date.now() - 60_000, untilMs: Date.now() + 3_600_000 };

/** Connects through a proxy to a server on 127.0.0.1 whose certificate is valid for `name` only. */
async function connectTo(name: string): Promise<string> {
  const { cert: ca, key } = createAuthority('test authority', VALIDITY);
  const authority = {
    name: 'test authority',
    privateKey: createPrivateKey(key),
    publicKey: createPublicKey(ca),
  };
  const tls = issueCertificate(authority, [name], VALIDITY);
  await using server = await startMockServer({ port: 0, mediaPort: 0, tls });
  await using proxy = await BreakingProxy.start();
  const connect = webSocketConnect({ ca: [ca], proxy: new URL(proxy.url) });
  const outcome = await new Promise<string>((resolve) => {
    connect(`wss://127.0.0.1:${server.port}`, {
      opened: (socket) => {
        socket.onClose(() => resolve('connected'));
        socket.close();
      },
      failed: (error) => resolve(error.message),
    });
  });
  expect(proxy.connections.get(server.port)).toBe(1);
  return outcome;
}

test('connects if the certificate is valid for the address of the server', async () => {
  expect(await connectTo('127.0.0.1')).toBe('connected');
});

test('does not connect if the certificate is valid for the name of the proxy only', async () => {
  expect(await connectTo('localhost')).toContain("does not match certificate's altnames");
});
