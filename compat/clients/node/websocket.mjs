// Receives media with websocket: URL, handshake and mode (default or raised) are arguments.
import process from 'node:process';
import websocket from 'websocket';

const [url = '', handshake = '', mode] = process.argv.slice(2);
const report = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const RAISED = 64 * 1024 * 1024;
const limits = { maxReceivedFrameSize: RAISED, maxReceivedMessageSize: RAISED };
const client = new websocket.client(mode === 'default' ? {} : limits);
client.on('connect', (connection) => {
  const seen = [];
  connection.on('message', ({ utf8Data }) => report({ bytes: utf8Data.length }));
  connection.on('error', (error) => seen.push(`error "${error.message}"`));
  connection.on('close', (code, reason) =>
    report({ ended: [...seen, `close ${code} ${reason}`].join(', ') }),
  );
  connection.sendUTF(handshake);
});
client.connect(url);
