// Receives media with the WebSocket that Node has built in: URL, handshake and mode are arguments.
import process from 'node:process';

const [url = '', handshake = ''] = process.argv.slice(2);
const report = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const socket = new WebSocket(url);
socket.addEventListener('open', () => socket.send(handshake));
socket.addEventListener('message', ({ data }) => report({ bytes: data.length }));
const seen = [];
socket.addEventListener('error', ({ message }) => seen.push(`error "${message}"`));
socket.addEventListener('close', ({ code, reason }) =>
  report({ ended: [...seen, `close ${code} ${reason}`].join(', ') }),
);
