// Receives media with ws: URL, handshake and mode (default or raised) are arguments.
import process from 'node:process';
import { WebSocket } from 'ws';

const [url = '', handshake = '', mode] = process.argv.slice(2);
const report = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const socket = new WebSocket(url, mode === 'default' ? {} : { maxPayload: 0 });
const seen = [];
socket.on('open', () => socket.send(handshake));
socket.on('message', (data) => report({ bytes: data.length }));
socket.on('error', (error) => seen.push(`error "${error.message}"`));
socket.on('close', (code, reason) =>
  report({ ended: [...seen, `close ${code} ${reason.toString()}`].join(', ') }),
);
