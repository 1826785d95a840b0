import type { Request, Response } from 'express';
import { ApiError } from './api-error.js';
import { cut } from '../input/cut.js';
import type { ControlContext } from './control-context.js';
import { PAGE_FOLDER, PageFiles, type PageFile } from './page-files.js';
import type { Route } from './route.js';

/** Headers of the page: it runs its own scripts only, and no other page can embed it or hold on to it. */
const PAGE_HEADERS = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
};

/** The page at `/` and its assets, from the files that the package `page` builds. */
export function pageRoutes(context: ControlContext): Route[] {
  const files = new PageFiles(context.pageFolder ?? PAGE_FOLDER);
  return [
    {
      method: 'GET',
      path: '/',
      handle: async (request, response) => {
        // The token has set a cookie. Without it in the URL, the page can be shared and bookmarked.
        if (request.query['token'] !== undefined && acceptsHtml(request)) return response.redirect(303, './');
        const index = await files.index();
        response.set({ ...PAGE_HEADERS, 'content-security-policy': contentPolicy(context, request) });
        if (index === undefined) return sendNotBuilt(response);
        response.set('cache-control', 'no-cache');
        send(request, response, index);
      },
    },
    {
      method: 'GET',
      path: '/assets/:file',
      handle: async (request, response) => {
        const name = String(request.params['file']);
        const asset = await files.asset(name);
        if (asset === undefined) {
          throw new ApiError(404, 'not-found', `The page has no file ${cut(name)}.`, 'Reload the page.');
        }
        response.set({
          'cache-control': 'public, max-age=31536000, immutable',
          'cross-origin-resource-policy': 'same-origin',
        });
        send(request, response, asset);
      },
    },
  ];
}

/** Returns true for a browser that opens a page, as opposed to a program. */
export function acceptsHtml(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html';
}

function send(request: Request, response: Response, { contentType, bytes, gzipped }: PageFile): void {
  response.set({ 'content-type': contentType, vary: 'accept-encoding' });
  if (gzipped === undefined || request.acceptsEncodings(['gzip']) !== 'gzip') {
    response.send(bytes);
    return;
  }
  response.set('content-encoding', 'gzip').send(gzipped);
}

/**
 * Nothing from elsewhere, nothing inline. WebSockets lead to this server only: to the host of the page, and to the URLs
 * that handshake responses name, which the built-in receiver opens.
 */
function contentPolicy({ server, otherUrls = () => [] }: ControlContext, request: Request): string {
  const { hostname } = new URL(`http://${request.headers.host ?? ''}`);
  const urls = [server.signalingUrl, server.mediaUrl].map((url) => new URL(url));
  const sockets = urls.flatMap(({ protocol, host, port }) => [
    `${protocol}//${host}`,
    `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`,
  ]);
  // Other processes have media on ports of their own, which handshake responses name.
  const others = otherUrls().flatMap((other) => {
    const { protocol, hostname: name } = new URL(other);
    return [`${protocol}//${name}:*`, `${protocol}//${hostname}:*`];
  });
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    `connect-src 'self' ${[...new Set([...sockets, ...others])].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

function sendNotBuilt(response: Response): void {
  response
    .status(503)
    .type('html')
    .send(
      htmlPage(
        '<p>rtms-mock is running, and its page is not built: run <code>pnpm build</code>.</p>\n' +
          '<p>The HTTP API works without it: <a href="api/openapi.json">api/openapi.json</a>.</p>',
      ),
    );
}

/** Asks a browser for the API token. `isWrong`: the request had another one. */
export function sendTokenForm(response: Response, { isWrong }: { readonly isWrong: boolean }): void {
  const problem = isWrong ? '<p role="alert">That is not the API token of this server.</p>\n' : '';
  response.set({
    ...PAGE_HEADERS,
    'content-security-policy':
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  });
  response
    .status(401)
    .type('html')
    .send(
      htmlPage(
        `<form method="get">${problem}<p>This server requires its API token: the one that it was given, or that it printed when it started.</p>\n` +
          '<p><label>API token <input name="token" type="password" required autofocus></label> <button>Open</button></p></form>',
      ),
    );
}

function htmlPage(body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>rtms-mock</title></head>
<body>
<h1>rtms-mock</h1>
${body}
</body>
</html>
`;
}
