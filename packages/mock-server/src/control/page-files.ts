import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Folder that the build of the page fills, in this package. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/** A file of the page. */
export interface PageFile {
  /** Value of the header `Content-Type`. */
  readonly contentType: string;
  /** The file. */
  readonly bytes: Buffer;
  /** The file compressed with gzip; `undefined` if that saves nothing, as for images. */
  readonly gzipped: Buffer | undefined;
}

const CONTENT_TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The built files of the page, read when they are first requested, and again once they have changed. */
export class PageFiles {
  readonly #folder: string;
  readonly #read = new Map<string, { readonly version: string; readonly file: PageFile }>();

  /** `folder`: absolute path. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `index.html`; `undefined` if the page is not built. */
  index(): Promise<PageFile | undefined> {
    return this.#file('index.html');
  }

  /** A file of the folder `assets` by its name; `undefined` if there is none. */
  async asset(name: string): Promise<PageFile | undefined> {
    if (!/^[\w-][\w.-]{0,200}$/.test(name)) return undefined;
    return this.#file(join('assets', name));
  }

  async #file(path: string): Promise<PageFile | undefined> {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) return undefined;
    const absolute = join(this.#folder, path);
    let version: string;
    try {
      const { mtimeMs, size } = await stat(absolute);
      version = `${mtimeMs} ${size}`;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const known = this.#read.get(path);
    if (known?.version === version) return known.file;
    const bytes = await readFile(absolute);
    const gzipped = await compress(bytes);
    const file = { contentType, bytes, gzipped: gzipped.length < bytes.length ? gzipped : undefined };
    this.#read.set(path, { version, file });
    return file;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR';
}
