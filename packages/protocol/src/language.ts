/**
 * Transcript languages: `src_language`, `language`. On the wire the vendor's names carry the prefix `LANGUAGE_ID_`.
 * English is the default; NONE asks the service to detect the language.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.20)
 */
export const TranscriptLanguage = {
  NONE: -1,
  ARABIC: 0,
  BENGALI: 1,
  CANTONESE: 2,
  CATALAN: 3,
  CHINESE_SIMPLIFIED: 4,
  CHINESE_TRADITIONAL: 5,
  CZECH: 6,
  DANISH: 7,
  DUTCH: 8,
  ENGLISH: 9,
  ESTONIAN: 10,
  FINNISH: 11,
  FRENCH_CANADA: 12,
  FRENCH_FRANCE: 13,
  GERMAN: 14,
  HEBREW: 15,
  HINDI: 16,
  HUNGARIAN: 17,
  INDONESIAN: 18,
  ITALIAN: 19,
  JAPANESE: 20,
  KOREAN: 21,
  MALAY: 22,
  PERSIAN: 23,
  POLISH: 24,
  PORTUGUESE: 25,
  ROMANIAN: 26,
  RUSSIAN: 27,
  SPANISH: 28,
  SWEDISH: 29,
  TAGALOG: 30,
  TAMIL: 31,
  TELUGU: 32,
  THAI: 33,
  TURKISH: 34,
  UKRAINIAN: 35,
  VIETNAMESE: 36,
} as const;
export type TranscriptLanguage = (typeof TranscriptLanguage)[keyof typeof TranscriptLanguage];

const KNOWN_LANGUAGES: ReadonlySet<unknown> = new Set(Object.values(TranscriptLanguage));

/** Is this one of the numbers above? */
export function isTranscriptLanguage(value: unknown): value is TranscriptLanguage {
  return KNOWN_LANGUAGES.has(value);
}
