/**
 * Makes all default media from `assets/conversation.json` and says what it wrote. Needs `flite` and
 * DejaVu Sans.
 *
 *   node packages/mock-server/scripts/make-default-media.mjs
 */
await import('./make-speech.mjs');
await import('./make-glyphs.mjs');
