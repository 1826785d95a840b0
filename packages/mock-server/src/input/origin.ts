/** Origins of web pages, as browsers send them in the header `Origin`. */

/** Returns an origin as it is compared: in lower case, without a default port and without a slash at its end. */
export function normalizedOrigin(origin: string): string {
  const isHttp = /^https?:\/\//i.test(origin) && URL.canParse(origin);
  return isHttp ? new URL(origin).origin : origin.toLowerCase().replace(/\/+$/, '');
}

/** Returns the host name of a web origin; `undefined` for `null` and for schemes other than http and https. */
export function originName(origin: string): string | undefined {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return undefined;
  return new URL(origin).hostname.toLowerCase().replace(/\.$/, '');
}
