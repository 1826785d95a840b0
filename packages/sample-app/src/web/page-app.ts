/** The page and its API as an express app. docs/sample-app.md describes the API. */
import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import {
  DownloadError,
  mp4Download,
  rawVideoDownload,
  vttDownload,
  wavDownload,
  type Download,
  type DownloadSource,
  type DownloadTrack,
} from './downloads.js';
import type { Feed } from './feed.js';
import { requireOwnPage } from './guard.js';

/** Folder that the build copies the page into. */
const PAGE_FOLDER = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/** Nothing from elsewhere and nothing inline: the text of a message can run nothing. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The parts of the app that the page shows and controls. */
export interface PageContext extends DownloadSource {
  readonly feed: Feed;
  /** Everything that a page needs when it opens. */
  hello(): object;
  /**
   * Joins all streams with other formats.
   *
   * @throws Error with one sentence, if the formats cannot be used
   */
  choose(choice: unknown): void;
  /** Joins a stream again. Returns false if there is no such stream. */
  join(streamId: string): boolean;
  /** Leaves a stream. Returns false if there is no such stream. */
  leave(streamId: string): boolean;
}

/** Creates the app. */
export function createPageApp(context: PageContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(requireOwnPage);
  app.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });
  app.get('/api/feed', (_request, response) => {
    if (!context.feed.open(response, context.hello()))
      refuse(response, 503, 'Too many pages are open: close one.');
  });
  app.post('/api/choice', requireJson, express.json({ limit: '10kb' }), (request, response) => {
    attempt(response, () => context.choose(request.body));
  });
  for (const action of ['join', 'leave'] as const) {
    app.post(`/api/streams/:streamId/${action}`, requireJson, (request, response) => {
      attempt(response, () => {
        if (!context[action](String(request.params['streamId']))) throw new Error('There is no such stream.');
      });
    });
  }
  downloadRoutes(app, context);
  app.use(express.static(PAGE_FOLDER, { index: 'index.html', fallthrough: true }));
  app.use((request, response) => {
    const isPage = request.path === '/';
    const sentence = isPage
      ? 'The page is not built: run pnpm build, which builds all packages in order.'
      : 'There is nothing here: the page is at /, webhooks are posted to the path that the sample app has printed.';
    refuse(response, isPage ? 503 : 404, sentence);
  });
  app.use(((error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    // Bodies that are no JSON or too large, and paths that are no UTF-8
    const { status = 500, message } = error as { readonly status?: number; readonly message?: string };
    refuse(response, status, message ?? 'The request failed.');
  }) satisfies express.ErrorRequestHandler);
  return app;
}

function downloadRoutes(app: Express, context: PageContext): void {
  const files: { readonly [path: string]: (track: DownloadTrack) => Download | Promise<Download> } = {
    'audio.wav': (track) => wavDownload(context, track),
    'video.raw': (track) => rawVideoDownload(context, 'video', track),
    'video.mp4': (track) => mp4Download(context, 'video', track),
    'share.raw': (track) => rawVideoDownload(context, 'share', track),
    'share.mp4': (track) => mp4Download(context, 'share', track),
    'transcript.vtt': ({ streamId }) => vttDownload(context, streamId),
  };
  for (const [path, make] of Object.entries(files)) {
    app.get(`/api/streams/:streamId/${path}`, async (request, response) => {
      try {
        const { name, contentType, bytes } = await make(trackOf(request));
        response.set({
          'content-type': contentType,
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
        });
        response.send(bytes);
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        refuse(response, error.status, error.message);
      }
    });
  }
}

function trackOf({ params, query }: Request): DownloadTrack {
  const user = Number(query['user']);
  const userId = query['user'] === undefined || !Number.isFinite(user) ? undefined : user;
  return { streamId: String(params['streamId']), userId };
}

const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json') !== false) return next();
  refuse(response, 415, 'Send the content type application/json.');
};

function attempt(response: Response, action: () => void): void {
  try {
    action();
    response.json({ ok: true });
  } catch (error) {
    refuse(response, 400, error instanceof Error ? error.message : String(error));
  }
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ error: { code: 'refused', message } });
}
