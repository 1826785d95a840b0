/**
 * Runs programs written for `@zoom/rtms` with this package, without changing them:
 *
 *   node --import @rtms-mock/client/register app.js
 *   bun --import @rtms-mock/client/register app.js
 *
 * After that `import … from '@zoom/rtms'`, `import('@zoom/rtms')` and `require('@zoom/rtms')` resolve to this
 * package, with or without the real SDK installed. `import` and `require` return the same classes. On Deno, where the
 * hooks apply only to installed packages, a warning says what to do instead.
 */
import Module, { createRequire, type ResolveFnOutput } from 'node:module';

const SDK = '@zoom/rtms';
const replacement = new URL('./index.js', import.meta.url);

type Resolve = (specifier: string, context: ResolveContext, next: NextResolve) => ResolveFnOutput;
type NextResolve = (specifier: string, context: ResolveContext) => ResolveFnOutput;

/** Context of a resolution, as far as it is used. */
interface ResolveContext {
  /** `import` or `require`, and others. */
  readonly conditions?: readonly string[];
}

/** Members that Node's declarations lack: `registerHooks` is newer than Node 20, `_resolveFilename` is private. */
interface ModuleInternals {
  registerHooks?: (hooks: { readonly resolve: Resolve }) => unknown;
  register?: (specifier: string) => void;
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

/** The part of Bun that replaces modules. Its `register` and `_resolveFilename` do not reach `import`. */
interface BunRuntime {
  plugin(plugin: {
    readonly name: string;
    setup(build: {
      module(specifier: string, load: () => { readonly exports: object; readonly loader: 'object' }): void;
    }): void;
  }): void;
}

const runtimes = globalThis as { readonly Bun?: BunRuntime; readonly Deno?: unknown };
const internals = Module as unknown as ModuleInternals;
const here = createRequire(import.meta.url);

const INSTEAD =
  'Install the alias instead, which works everywhere: in package.json, "@zoom/rtms": "npm:@rtms-mock/client" (docs/unmodified-apps.md).';

if (runtimes.Bun) {
  const exports = { ...(here('./index.js') as object) };
  runtimes.Bun.plugin({
    name: '@rtms-mock/client',
    setup: (build) => build.module(SDK, () => ({ exports, loader: 'object' })),
  });
} else if (internals.registerHooks) {
  // Before the hooks, which would find it in any case.
  if (runtimes.Deno !== undefined && !isInstalled(SDK)) {
    process.emitWarning(
      `On Deno, a static import of ${SDK} fails unless a package of this name is installed, and none is; import() and require are replaced. ${INSTEAD}`,
    );
  }
  // Node 22.15 and later: these hooks apply to import and require.
  internals.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === SDK
        ? { ...replacementFor(context), shortCircuit: true }
        : nextResolve(specifier, context),
  });
} else if (internals.register) {
  // Node 20: hooks apply to import only. They run in their own thread, so they are passed as source code.
  const hook = `export const resolve = (specifier, context, nextResolve) =>
    specifier === ${JSON.stringify(SDK)}
      ? { url: ${JSON.stringify(replacement.href)}, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context);`;
  internals.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const file = here.resolve('./index.js');
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    return request === SDK ? file : original.call(this, request, ...rest);
  };
} else {
  throw new Error(`This runtime has no hooks for modules, so ${SDK} cannot be replaced. ${INSTEAD}`);
}

/** The build for `import`; on Deno, whose `require` cannot load it, that for `require`. */
function replacementFor({ conditions = [] }: ResolveContext): Omit<ResolveFnOutput, 'shortCircuit'> {
  if (runtimes.Deno === undefined || !conditions.includes('require')) {
    return { url: replacement.href, format: 'module' };
  }
  return { url: new URL('./cjs/index.js', import.meta.url).href, format: 'commonjs' };
}

/** True if the program in the current folder could load the package. */
function isInstalled(name: string): boolean {
  try {
    createRequire(`${process.cwd()}/program.js`).resolve(name);
    return true;
  } catch {
    return false;
  }
}
