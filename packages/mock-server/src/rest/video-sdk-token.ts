import { createHmac, timingSafeEqual } from 'node:crypto';
import type { App } from '../credentials.js';

/**
 * The app that signed a Video SDK API token: a JSON Web Token with HS256, the SDK key as `iss` or `app_key` and
 * the SDK secret as key (PROTOCOL.md §7.1; claims assumed). `undefined` if no app did, or if the token has expired.
 */
export function videoSdkApp(token: string, apps: readonly App[], nowSeconds: number): App | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || json(header)?.['alg'] !== 'HS256') return undefined;
  const claims = json(payload);
  if (!claims) return undefined;
  const { exp } = claims;
  if (typeof exp === 'number' && exp <= nowSeconds) return undefined;
  return apps.find((app) => {
    if (claims['iss'] !== app.clientId && claims['app_key'] !== app.clientId) return false;
    if (app.isSecretExpired === true) return false;
    const expected = createHmac('sha256', app.clientSecret).update(`${header}.${payload}`).digest();
    const found = Buffer.from(signature, 'base64url');
    return found.length === expected.length && timingSafeEqual(found, expected);
  });
}

function json(part: string): { readonly [claim: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
