/** Certificate authority of this machine's user: created once, stored in the cache folder, trusted once. */
import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../../log.js';
import { createFolder } from '../../cache-folder.js';
import { createAuthority, type Authority, type CertifiedKey } from './certificate.js';

/** An authority that is stored on disk. */
export interface StoredAuthority extends Authority {
  /** Absolute path of the certificate file, which clients have to trust. */
  readonly file: string;
  /** Expiry of the certificate, in Unix milliseconds. */
  readonly validUntilMs: number;
}

const DAY_MS = 24 * 3600 * 1000;
const LIFETIME_MS = 3650 * DAY_MS;
/** An authority with a shorter remaining lifetime is replaced, in milliseconds. */
const MIN_REMAINING_MS = 30 * DAY_MS;

const CERTIFICATE = 'ca.pem';
const KEY = 'ca-key.pem';

/**
 * Loads the authority in `<folder>/tls`. Creates it if it is missing, and replaces it if it cannot be used any more. Only
 * the owner can read its key. If several processes start at once, one of them creates it. Rejects with the system's error
 * if the folder cannot be used.
 */
export async function loadOrCreateAuthority(
  folder: string,
  nowMs: number,
  logger: Logger,
): Promise<StoredAuthority> {
  const authorityFolder = resolve(folder, 'tls');
  const found = await load(authorityFolder, nowMs);
  if (found.ok) return found.authority;
  if (found.problem !== undefined) {
    logger.log(
      'warn',
      `The certificate authority in ${authorityFolder} ${found.problem}; creating a new one, so trust ${CERTIFICATE} again.`,
    );
    await rm(authorityFolder, { recursive: true, force: true });
  }
  await store(authorityFolder, folder, nowMs);
  const created = await load(authorityFolder, nowMs);
  if (created.ok) return created.authority;
  throw new Error(
    `The certificate authority in ${authorityFolder} ${created.problem ?? 'disappeared'}; remove that folder.`,
  );
}

type Loaded =
  | { readonly ok: true; readonly authority: StoredAuthority }
  /** `problem` completes "The certificate authority in … ". Absent if there is no authority. */
  | { readonly ok: false; readonly problem?: string };

async function load(authorityFolder: string, nowMs: number): Promise<Loaded> {
  const file = join(authorityFolder, CERTIFICATE);
  const pem = await read(file, join(authorityFolder, KEY));
  if (pem === undefined) return { ok: false };
  try {
    const certificate = new X509Certificate(pem.cert);
    const privateKey = createPrivateKey(pem.key);
    const validUntilMs = Date.parse(certificate.validTo);
    if (!certificate.checkPrivateKey(privateKey)) return { ok: false, problem: 'does not match its key' };
    if (validUntilMs - nowMs < MIN_REMAINING_MS) return { ok: false, problem: 'expires soon' };
    const name = certificate.subject.replace(/^CN=/, '');
    return {
      ok: true,
      authority: { name, privateKey, publicKey: createPublicKey(privateKey), file, validUntilMs },
    };
  } catch {
    return { ok: false, problem: 'is damaged' };
  }
}

async function read(certificate: string, key: string): Promise<CertifiedKey | undefined> {
  try {
    // A copied folder may have lost its permissions. In a read-only folder they cannot be changed.
    await chmod(key, 0o600).catch(ignoreReadOnly);
    return { cert: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
}

/** Stores both files atomically, as one folder. Keeps an authority that another process has stored in the meantime. */
async function store(authorityFolder: string, folder: string, nowMs: number): Promise<void> {
  await createFolder(folder);
  const draft = await mkdtemp(join(folder, 'tls-'));
  const name = `rtms-mock development authority ${randomBytes(3).toString('hex')}`;
  const { cert, key } = createAuthority(name, { fromMs: nowMs - DAY_MS, untilMs: nowMs + LIFETIME_MS });
  await writeFile(join(draft, KEY), key, { mode: 0o600 });
  await writeFile(join(draft, CERTIFICATE), cert);
  try {
    await rename(draft, authorityFolder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    const existed = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
    if (!existed) throw error;
  }
}
