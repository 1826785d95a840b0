/** What the three clients have in common: a webhook receiver, and one JSON line on standard output for all they see. */
import { createServer } from 'node:http';

/** Tells the test that something was seen. */
export function tell(seen, facts = {}) {
  process.stdout.write(`${JSON.stringify({ seen, ...facts })}\n`);
}

/** Receives webhooks on a free port and tells which. `handle` gets the parsed body and a way to answer. */
export function receiveWebhooks(handle) {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      const body = JSON.parse(text);
      tell('webhook', { event: body.event });
      handle(body, (answer) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(answer === undefined ? '' : JSON.stringify(answer));
      });
    });
  });
  server.listen(0, '127.0.0.1', () => tell('listening', { port: server.address().port }));
}

/** A frame as JSON. */
export function parse(data) {
  return JSON.parse(data.toString());
}
