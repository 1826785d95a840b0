import { createHash } from 'node:crypto';
import { DEV_CREDENTIALS } from '../credentials.js';
import type { StreamView } from '../meetings/stream-view.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; }
dt { opacity: .7; } dd { margin: 0; }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre { padding: .8rem 1rem; border: 1px solid #8884; border-radius: 6px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; }
th { font-weight: normal; opacity: .7; }
`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The page at `/`: URLs, credentials, meetings and the next step. It has no script and loads nothing. */
export function pageRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/',
      handle: (_request, response) => {
        response.set({ 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' });
        response.type('html').send(renderPage(context));
      },
    },
  ];
}

/** The HTML of the page. */
export function renderPage(context: ControlContext): string {
  const { server, settings } = context;
  const webhookUrl = settings.webhookUrl ?? 'http://localhost:3000/webhook';
  const token = settings.apiToken === undefined ? '' : ' -H "authorization: Bearer $RTMS_MOCK_API_TOKEN"';
  const curl = `curl -X POST ${server.controlUrl}/api/meetings${token} -H 'content-type: application/json' -d '{"webhookUrl":"${webhookUrl}"}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>rtms-mock</title>
<style>${STYLE}</style>
</head>
<body>
<h1>rtms-mock is running</h1>
<dl>
<dt>Signaling</dt><dd><code>${escaped(server.signalingUrl)}</code></dd>
<dt>Media</dt><dd><code>${escaped(server.mediaUrl)}</code></dd>
<dt>HTTP API</dt><dd><code>${escaped(server.controlUrl)}</code> (<a href="/api/openapi.json">description</a>)</dd>
<dt>Generation</dt><dd>${escaped(settings.protocol)}</dd>
<dt>Credentials</dt><dd>${credentialsHint(context)}</dd>
</dl>
<h2>Start a meeting</h2>
<pre>${escaped(curl)}</pre>
<h2>Meetings</h2>
${meetingsTable(server.meetings().map((meeting) => meeting.view()))}
</body>
</html>
`;
}

/** Shows secrets only if they are the built-in ones, which protect nothing. */
function credentialsHint(context: ControlContext): string {
  const { credentials } = context.server;
  if (credentials !== DEV_CREDENTIALS) {
    const ids = credentials.apps.map((app) => `<code>${escaped(app.clientId)}</code>`);
    return `your own; client id ${ids.join(', ')}`;
  }
  const [app] = credentials.apps;
  return [
    `built in, for development: client id <code>${escaped(app.clientId)}</code>`,
    `client secret <code>${escaped(app.clientSecret)}</code>`,
    `webhook secret token <code>${escaped(credentials.secretToken)}</code>`,
  ].join(', ');
}

function meetingsTable(views: readonly StreamView[]): string {
  if (views.length === 0) return '<p>None yet.</p>';
  const rows = views
    .toReversed()
    .slice(0, 50)
    .map((view) => {
      const frames = Object.entries(view.media).map(([type, media]) => `${media.frames} ${type}`);
      const cells = [view.topic, view.product, view.state, frames.join(', ')].map(
        (text) => `<td>${escaped(text)}</td>`,
      );
      const link = `/api/meetings/${encodeURIComponent(view.streamId)}`;
      return `<tr><td><a href="${escaped(link)}"><code>${escaped(view.streamId)}</code></a></td>${cells.join('')}</tr>`;
    });
  return `<table><tr><th>Stream</th><th>Topic</th><th>Product</th><th>State</th><th>Frames sent</th></tr>${rows.join('\n')}</table>`;
}

function escaped(text: string): string {
  const entities: { readonly [character: string]: string } = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
