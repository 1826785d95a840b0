import { fileURLToPath } from 'node:url';

/** A copy of the repository, whose built packages are measured. */
export interface Tree {
  /** Path of its folder. */
  readonly root: string;
}

/** The copy that this file belongs to. */
export const WORKING_TREE: Tree = { root: fileURLToPath(new URL('..', import.meta.url)) };
