#!/usr/bin/env bash
# Deno 2.9.6: a wss server with an unknown certificate is reported as a missing application protocol.
#
# Guess: `new WebSocket('wss://…')` to a server whose certificate is unknown reports the certificate, as fetch does, and
# closes with 1006, as browsers and Node do.
# Found: Deno refuses the certificate, connects again and offers other protocols than HTTP/1.1, and reports that second
# failure, which a server that only speaks HTTP/1.1 over TLS always causes. The close code is 0.
#
# Seen on 2026-11-27 with Node 20.20.2 as the server:
#   fetch names the certificate: true
#   WebSocket names the certificate: false, names the protocol: true, close 0
#   the server saw 1 handshakes without HTTP/1.1
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund deno@2.9.6 selfsigned@5.5.0 >/dev/null
cat >client.mjs <<'JS'
const [port] = Deno.args;
const text = await fetch(`https://127.0.0.1:${port}/`).then(() => 'ok', (error) => `${error} ${error.cause ?? ''}`);
console.log(`fetch names the certificate: ${/certificate/i.test(text)}`);
const socket = new WebSocket(`wss://127.0.0.1:${port}/`);
let message = '';
socket.onerror = (event) => (message = event.message);
socket.onclose = ({ code }) => {
  const names = [/certificate|UnknownIssuer/i, /NoApplicationProtocol/].map((name) => name.test(message));
  console.log(`WebSocket names the certificate: ${names[0]}, names the protocol: ${names[1]}, close ${code}`);
};
JS
cat >server.mjs <<'JS'
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {});
const server = createServer({ cert, key, ALPNProtocols: ['http/1.1'] });
const failures = [];
server.on('tlsClientError', (error) => failures.push(String(error.code)));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const args = ['run', '--allow-net', '--quiet', 'client.mjs', String(server.address().port)];
const { stdout } = await promisify(execFile)('node_modules/.bin/deno', args);
process.stdout.write(stdout);
const protocol = failures.filter((code) => code.includes('NO_APPLICATION_PROTOCOL')).length;
console.log(`the server saw ${protocol} handshakes without HTTP/1.1`);
server.close();
JS
node server.mjs | tee seen
diff seen - <<'SEEN'
fetch names the certificate: true
WebSocket names the certificate: false, names the protocol: true, close 0
the server saw 1 handshakes without HTTP/1.1
SEEN
