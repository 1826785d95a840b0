/** The certificate authority of this machine's user: made once, kept in the cache folder, trusted once. */
import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../../log.js';
import { createFolder } from '../../cache-folder.js';
import { createAuthority, type Authority, type CertifiedKey } from './certificate.js';

/** An authority that is on disk. */
export interface StoredAuthority extends Authority {
  /** Absolute path of the certificate, the file that clients are to trust. */
  readonly file: string;
  readonly validUntilMs: number;
}

const DAY_MS = 24 * 3600 * 1000;
const LIFETIME_MS = 3650 * DAY_MS;
/** An authority with less time left than this is replaced. */
const LEAST_LEFT_MS = 30 * DAY_MS;

const CERTIFICATE = 'ca.pem';
const KEY = 'ca-key.pem';

/**
 * The authority in `<folder>/tls`, made when it is not there and replaced when it cannot be used any more.
 * The key is readable by its owner only. Several processes may start at once: one of them makes it.
 */
export async function loadOrCreateAuthority(
  folder: string,
  nowMs: number,
  logger: Logger,
): Promise<StoredAuthority> {
  const kept = resolve(folder, 'tls');
  const found = await load(kept, nowMs);
  if (found.ok) return found.authority;
  if (found.why !== undefined) {
    logger.log(
      'warn',
      `The certificate authority in ${kept} ${found.why}; making a new one, trust ${CERTIFICATE} anew.`,
    );
    await rm(kept, { recursive: true, force: true });
  }
  await store(kept, folder, nowMs);
  const made = await load(kept, nowMs);
  if (made.ok) return made.authority;
  throw new Error(`The certificate authority in ${kept} ${made.why ?? 'disappeared'}; remove that folder.`);
}

type Loaded =
  | { readonly ok: true; readonly authority: StoredAuthority }
  /** `why` is absent when there is nothing. */
  | { readonly ok: false; readonly why?: string };

async function load(kept: string, nowMs: number): Promise<Loaded> {
  const file = join(kept, CERTIFICATE);
  const texts = await read(file, join(kept, KEY));
  if (texts === undefined) return { ok: false };
  try {
    const certificate = new X509Certificate(texts.cert);
    const privateKey = createPrivateKey(texts.key);
    const validUntilMs = Date.parse(certificate.validTo);
    if (!certificate.checkPrivateKey(privateKey)) return { ok: false, why: 'does not fit its key' };
    if (validUntilMs - nowMs < LEAST_LEFT_MS) return { ok: false, why: 'runs out' };
    const name = certificate.subject.replace(/^CN=/, '');
    return {
      ok: true,
      authority: { name, privateKey, publicKey: createPublicKey(privateKey), file, validUntilMs },
    };
  } catch {
    return { ok: false, why: 'is damaged' };
  }
}

async function read(certificate: string, key: string): Promise<CertifiedKey | undefined> {
  try {
    // A copied folder may have lost its permissions; one that is mounted read-only keeps what it has.
    await chmod(key, 0o600).catch(unlessReadOnly);
    return { cert: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function unlessReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
}

/** Both files appear at once, as one folder; what another process has put there in the meantime stays. */
async function store(kept: string, folder: string, nowMs: number): Promise<void> {
  await createFolder(folder);
  const draft = await mkdtemp(join(folder, 'tls-'));
  const name = `rtms-mock development authority ${randomBytes(3).toString('hex')}`;
  const { cert, key } = createAuthority(name, { fromMs: nowMs - DAY_MS, untilMs: nowMs + LIFETIME_MS });
  await writeFile(join(draft, KEY), key, { mode: 0o600 });
  await writeFile(join(draft, CERTIFICATE), cert);
  try {
    await rename(draft, kept);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    const takenBefore = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
    if (!takenBefore) throw error;
  }
}
