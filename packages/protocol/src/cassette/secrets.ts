/** Secrets and signatures in recordings: which fields have them, and how they are shown. */

/** Names of fields whose values are secrets, in lower case and without separators. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'apitoken',
  'authorization',
  'clientsecret',
  'encryptedtoken',
  'password',
  'refreshtoken',
  'secret',
  'secrettoken',
  'signature',
  'srtpkeys',
  'token',
  'xapitoken',
  'xzmsignature',
  'xzoomsignature',
]);

/** HMAC-SHA256 signatures and 32-byte keys in hex, wherever they stand. */
const HEX_SECRET = /\b[0-9a-f]{64}\b/gi;

/** A value that a text without the syntax of JSON names as a secret: `signature=…`, `'token': '…'`. */
const NAMED_SECRET =
  /((?:token|secret|signature|password|authorization|srtp_?keys?|api_?key)(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?|bearer\s+)([\w+/.=~-]{9,})/gi;

const SHORTEST_NAMED_SECRET = 'token='.length + 9;

/** Returns true if the values of fields with this name are secrets. */
export function isSecretField(name: string): boolean {
  return name.length <= 40 && SECRET_NAMES.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** Shortens a secret to its last four characters, or to `…` if it has eight or fewer. */
export function maskedSecret(secret: string): string {
  return secret.length > 8 ? `…${secret.slice(-4)}` : '…';
}

/** Masks signatures and keys in hex in a string that is not named as a secret. */
export function withoutHexSecrets(text: string): string {
  return text.length < 64 ? text : text.replaceAll(HEX_SECRET, maskedSecret);
}

/** Masks secrets in a text without the syntax of JSON: hex, and what stands behind the name of a secret. */
export function withoutNamedSecrets(text: string): string {
  if (text.length < SHORTEST_NAMED_SECRET) return text;
  return withoutHexSecrets(text).replaceAll(
    NAMED_SECRET,
    (_, name: string, secret: string) => name + maskedSecret(secret),
  );
}

/** Masks the values of headers that are secrets. Names in lower case. */
export function maskedHeaders(headers: { readonly [name: string]: string }): {
  readonly [name: string]: string;
} {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      isSecretField(name) || name.toLowerCase() === 'cookie'
        ? maskedSecret(value)
        : withoutNamedSecrets(value),
    ]),
  );
}
