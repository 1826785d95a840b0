/** Stands in for `k6/http`: requests that block, as in k6. */
import { execFileSync } from 'node:child_process';

/** Program of its own, which prints the status and the body. */
const REQUEST = `
  const { url, ...options } = JSON.parse(process.argv[1]);
  const response = await fetch(url, options);
  process.stdout.write(response.status + '\\n' + (await response.text()));
`;

function send(method, url, body, { headers } = {}) {
  const request = JSON.stringify({ url, method, body, headers });
  const args = ['--input-type=module', '-e', REQUEST, request];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const text = output.slice(output.indexOf('\n') + 1);
  return {
    status: Number.parseInt(output, 10),
    json: (selector) => (selector === undefined ? JSON.parse(text) : JSON.parse(text)[selector]),
  };
}

export default {
  get: (url, params) => send('GET', url, undefined, params),
  post: (url, body, params) => send('POST', url, body, params),
};
