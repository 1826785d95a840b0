/**
 * Admits programs and browsers that reach the page under a name of this machine. A tunnel passes other names on;
 * through it, only webhooks arrive.
 */
import type { RequestHandler } from 'express';

/**
 * Refuses requests whose `Host` is not a name of this machine (a foreign page could have its own name lead here), and
 * those that a page of another origin sends.
 */
export const requireOwnPage: RequestHandler = (request, response, next) => {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopbackHost(host)) {
    response.status(403).json({
      error: {
        code: 'unknown-host',
        message:
          'The page is for this machine only: open it as http://localhost with the port of the sample app.',
      },
    });
    return;
  }
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  // A link of another site may lead to the page, which shows that site nothing.
  const isFromElsewhere = request.headers['sec-fetch-site'] === 'cross-site' && request.path !== '/';
  if (isForeign || isFromElsewhere) {
    response.status(403).json({
      error: { code: 'foreign-origin', message: 'Pages of other sites may read and change nothing here.' },
    });
    return;
  }
  next();
};

/** Returns true for `localhost`, `*.localhost`, 127.0.0.0/8 and ::1, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  if (!/^(\[::1\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(host)) return false;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  if (name === '[::1]' || name === 'localhost' || name.endsWith('.localhost')) return true;
  return /^127(\.\d{1,3}){3}$/.test(name);
}
