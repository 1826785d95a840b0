/**
 * Transcript languages: the value of `src_language` and `language`. The vendor's names start with
 * `LANGUAGE_ID_`; the wire carries the numbers only. English is the default; NONE lets the service detect the
 * language.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.20)
 */
export const TranscriptLanguage = {
  /** No language: the service detects it. */
  NONE: -1,
  /** Arabic, `ar`. */
  ARABIC: 0,
  /** Bengali, `bn`. */
  BENGALI: 1,
  /** Cantonese, `yue`. */
  CANTONESE: 2,
  /** Catalan, `ca`. */
  CATALAN: 3,
  /** Chinese in simplified characters, `zh-Hans`. */
  CHINESE_SIMPLIFIED: 4,
  /** Chinese in traditional characters, `zh-Hant`. */
  CHINESE_TRADITIONAL: 5,
  /** Czech, `cs`. */
  CZECH: 6,
  /** Danish, `da`. */
  DANISH: 7,
  /** Dutch, `nl`. */
  DUTCH: 8,
  /** English, `en`: the default. */
  ENGLISH: 9,
  /** Estonian, `et`. */
  ESTONIAN: 10,
  /** Finnish, `fi`. */
  FINNISH: 11,
  /** French of Canada, `fr-CA`. */
  FRENCH_CANADA: 12,
  /** French of France, `fr-FR`. */
  FRENCH_FRANCE: 13,
  /** German, `de`. */
  GERMAN: 14,
  /** Hebrew, `he`. */
  HEBREW: 15,
  /** Hindi, `hi`. */
  HINDI: 16,
  /** Hungarian, `hu`. */
  HUNGARIAN: 17,
  /** Indonesian, `id`. */
  INDONESIAN: 18,
  /** Italian, `it`. */
  ITALIAN: 19,
  /** Japanese, `ja`. */
  JAPANESE: 20,
  /** Korean, `ko`. */
  KOREAN: 21,
  /** Malay, `ms`. */
  MALAY: 22,
  /** Persian, `fa`. */
  PERSIAN: 23,
  /** Polish, `pl`. */
  POLISH: 24,
  /** Portuguese, `pt`. */
  PORTUGUESE: 25,
  /** Romanian, `ro`. */
  ROMANIAN: 26,
  /** Russian, `ru`. */
  RUSSIAN: 27,
  /** Spanish, `es`. */
  SPANISH: 28,
  /** Swedish, `sv`. */
  SWEDISH: 29,
  /** Tagalog, `tl`. */
  TAGALOG: 30,
  /** Tamil, `ta`. */
  TAMIL: 31,
  /** Telugu, `te`. */
  TELUGU: 32,
  /** Thai, `th`. */
  THAI: 33,
  /** Turkish, `tr`. */
  TURKISH: 34,
  /** Ukrainian, `uk`. */
  UKRAINIAN: 35,
  /** Vietnamese, `vi`. */
  VIETNAMESE: 36,
} as const;
export type TranscriptLanguage = (typeof TranscriptLanguage)[keyof typeof TranscriptLanguage];

const KNOWN_LANGUAGES: ReadonlySet<unknown> = new Set(Object.values(TranscriptLanguage));

/** True for a number of {@link TranscriptLanguage}, -1 included. */
export function isTranscriptLanguage(value: unknown): value is TranscriptLanguage {
  return KNOWN_LANGUAGES.has(value);
}
