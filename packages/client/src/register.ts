/**
 * Runs programs for `@zoom/rtms` on this package without changing them:
 *
 *   node --import @rtms-mock/client/register app.js
 *
 * From here on `import … from '@zoom/rtms'`, `import('@zoom/rtms')` and `require('@zoom/rtms')` give this package,
 * whether the real one is installed or not; `import` and `require` get the same classes.
 */
import Module, { createRequire, type ResolveFnOutput } from 'node:module';

const SDK = '@zoom/rtms';
const standIn = new URL('./index.js', import.meta.url);

type Resolve = (specifier: string, context: object, next: NextResolve) => ResolveFnOutput;
type NextResolve = (specifier: string, context: object) => ResolveFnOutput;

/** What Node has, seen without its declarations: `registerHooks` is newer than Node 20, the other is private. */
interface ModuleInternals {
  registerHooks?: (hooks: { readonly resolve: Resolve }) => unknown;
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const internals = Module as unknown as ModuleInternals;
if (internals.registerHooks) {
  // Node 22.15 and later: sees import and require alike.
  internals.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === SDK
        ? { url: standIn.href, format: 'module', shortCircuit: true }
        : nextResolve(specifier, context),
  });
} else {
  // Node 20: hooks see only import, and run in a thread of their own, so they are given as text.
  const hook = `export const resolve = (specifier, context, nextResolve) =>
    specifier === ${JSON.stringify(SDK)}
      ? { url: ${JSON.stringify(standIn.href)}, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const file = createRequire(import.meta.url).resolve('./index.js');
  const original = internals._resolveFilename;
  internals._resolveFilename = function (request, ...rest) {
    return request === SDK ? file : original.call(this, request, ...rest);
  };
}
