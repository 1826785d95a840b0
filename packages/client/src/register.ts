/**
 * Runs programs written for `@zoom/rtms` with this package, without changing them:
 *
 *   node --import @rtms-mock/client/register app.js
 *
 * After that `import … from '@zoom/rtms'`, `import('@zoom/rtms')` and `require('@zoom/rtms')` resolve to this
 * package, with or without the real SDK installed. `import` and `require` return the same classes.
 */
import Module, { createRequire, type ResolveFnOutput } from 'node:module';

const SDK = '@zoom/rtms';
const replacement = new URL('./index.js', import.meta.url);

type Resolve = (specifier: string, context: object, next: NextResolve) => ResolveFnOutput;
type NextResolve = (specifier: string, context: object) => ResolveFnOutput;

/** Members that Node's declarations lack: `registerHooks` is newer than Node 20, `_resolveFilename` is private. */
interface ModuleInternals {
  registerHooks?: (hooks: { readonly resolve: Resolve }) => unknown;
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const internals = Module as unknown as ModuleInternals;
if (internals.registerHooks) {
  // Node 22.15 and later: these hooks apply to import and require.
  internals.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === SDK
        ? { url: replacement.href, format: 'module', shortCircuit: true }
        : nextResolve(specifier, context),
  });
} else {
  // Node 20: hooks apply to import only. They run in their own thread, so they are passed as source code.
  const hook = `export const resolve = (specifier, context, nextResolve) =>
    specifier === ${JSON.stringify(SDK)}
      ? { url: ${JSON.stringify(replacement.href)}, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const file = createRequire(import.meta.url).resolve('./index.js');
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    return request === SDK ? file : original.call(this, request, ...rest);
  };
}
