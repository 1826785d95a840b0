/** Common parts of the three clients: a webhook receiver, and reports as JSON lines on standard output. */
import { createServer } from 'node:http';

/** Reports to the test what has arrived or happened. */
export function report(name, facts = {}) {
  process.stdout.write(`${JSON.stringify({ name, ...facts })}\n`);
}

/** Receives webhooks on a free port and reports them. `handle` receives the parsed body and a function that responds. */
export function receiveWebhooks(handle) {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      const body = JSON.parse(text);
      report('webhook', { event: body.event });
      handle(body, (answer) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(answer === undefined ? '' : JSON.stringify(answer));
      });
    });
  });
  server.listen(0, '127.0.0.1', () => report('listening', { port: server.address().port }));
}

/** Parses a frame. */
export function parse(data) {
  return JSON.parse(data.toString());
}
