#!/usr/bin/env bash
# Bun 1.4.5: the connection of an upgraded WebSocket shows no backlog, and never emits `drain`.
#
# Guess: programs that watch a slow reader by `socket.writableLength` and `drain` of the connection, which node:http
# passes to its `upgrade` event, work on Bun as on Node.
# Found: with 24 MiB sent to a client that reads nothing, the connection says 0 bytes on Bun, and `drain` does not follow
# when the client has read all. Only `bufferedAmount` of the WebSocket and the callback of its `send` know. So a program
# that drops media for slow readers believes that nobody is slow.
#
# Seen on 2026-11-27 with Node 20.20.2 (ws 8.23.0 on both):
#   node: connection shows a backlog true, websocket shows a backlog true, drain true, all read true
#   bun: connection shows a backlog false, websocket shows a backlog true, drain false, all read true
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bun@1.4.5 ws@8.23.0 >/dev/null
cat >run.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { WebSocketServer } from 'ws';

const MIB = 1024 * 1024;
const http = createServer();
const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const upgraded = new Promise((resolve) => {
  http.on('upgrade', (request, connection, head) => {
    wss.handleUpgrade(request, connection, head, (socket) => resolve({ socket, connection }));
  });
});
http.listen(0, '127.0.0.1');
await once(http, 'listening');
// A client without a library, so that it can leave everything unread.
const client = connect(http.address().port, '127.0.0.1');
client.pause();
const key = Buffer.from('sixteen bytes ok').toString('base64');
client.write(
  `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
);
const { socket, connection } = await upgraded;
let drained = false;
connection.on('drain', () => (drained = true));
const message = 'a'.repeat(8 * MIB);
for (let count = 0; count < 3; count += 1) socket.send(message);
const before = [connection.writableLength > MIB, socket.bufferedAmount > MIB];
let received = 0;
client.on('data', (data) => (received += data.length));
client.resume();
const deadline = Date.now() + 15_000;
while (received < 24 * MIB && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
await new Promise((resolve) => setTimeout(resolve, 300));
const name = 'bun' in process.versions ? 'bun' : 'node';
console.log(
  `${name}: connection shows a backlog ${before[0]}, websocket shows a backlog ${before[1]}, drain ${drained}, all read ${received >= 24 * MIB}`,
);
process.exit(0);
JS
node run.mjs | tee seen
node_modules/.bin/bun run.mjs | tee -a seen
diff seen - <<'SEEN'
node: connection shows a backlog true, websocket shows a backlog true, drain true, all read true
bun: connection shows a backlog false, websocket shows a backlog true, drain false, all read true
SEEN
