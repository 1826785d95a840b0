/**
 * Translates language tags and names, as users and speech recognizers write them, to the numbers of the
 * service.
 */
import { TranscriptLanguage } from './language.js';

/** Keyed by the language of a BCP 47 tag, with script or region where the service distinguishes them. */
const BY_TAG: ReadonlyMap<string, TranscriptLanguage> = new Map<string, TranscriptLanguage>([
  ['ar', TranscriptLanguage.ARABIC],
  ['bn', TranscriptLanguage.BENGALI],
  ['yue', TranscriptLanguage.CANTONESE],
  ['ca', TranscriptLanguage.CATALAN],
  ['zh', TranscriptLanguage.CHINESE_SIMPLIFIED],
  ['zh-Hant', TranscriptLanguage.CHINESE_TRADITIONAL],
  ['cs', TranscriptLanguage.CZECH],
  ['da', TranscriptLanguage.DANISH],
  ['nl', TranscriptLanguage.DUTCH],
  ['en', TranscriptLanguage.ENGLISH],
  ['et', TranscriptLanguage.ESTONIAN],
  ['fi', TranscriptLanguage.FINNISH],
  ['fr-CA', TranscriptLanguage.FRENCH_CANADA],
  ['fr', TranscriptLanguage.FRENCH_FRANCE],
  ['de', TranscriptLanguage.GERMAN],
  ['he', TranscriptLanguage.HEBREW],
  ['hi', TranscriptLanguage.HINDI],
  ['hu', TranscriptLanguage.HUNGARIAN],
  ['id', TranscriptLanguage.INDONESIAN],
  ['it', TranscriptLanguage.ITALIAN],
  ['ja', TranscriptLanguage.JAPANESE],
  ['ko', TranscriptLanguage.KOREAN],
  ['ms', TranscriptLanguage.MALAY],
  ['fa', TranscriptLanguage.PERSIAN],
  ['pl', TranscriptLanguage.POLISH],
  ['pt', TranscriptLanguage.PORTUGUESE],
  ['ro', TranscriptLanguage.ROMANIAN],
  ['ru', TranscriptLanguage.RUSSIAN],
  ['es', TranscriptLanguage.SPANISH],
  ['sv', TranscriptLanguage.SWEDISH],
  ['fil', TranscriptLanguage.TAGALOG],
  ['tl', TranscriptLanguage.TAGALOG],
  ['ta', TranscriptLanguage.TAMIL],
  ['te', TranscriptLanguage.TELUGU],
  ['th', TranscriptLanguage.THAI],
  ['tr', TranscriptLanguage.TURKISH],
  ['uk', TranscriptLanguage.UKRAINIAN],
  ['vi', TranscriptLanguage.VIETNAMESE],
]);

/** Lowercase names in addition to those of {@link TranscriptLanguage}; Whisper writes most of them. */
const BY_OTHER_NAME: ReadonlyMap<string, TranscriptLanguage> = new Map<string, TranscriptLanguage>([
  ['chinese', TranscriptLanguage.CHINESE_SIMPLIFIED],
  ['mandarin', TranscriptLanguage.CHINESE_SIMPLIFIED],
  ['simplified chinese', TranscriptLanguage.CHINESE_SIMPLIFIED],
  ['traditional chinese', TranscriptLanguage.CHINESE_TRADITIONAL],
  ['french', TranscriptLanguage.FRENCH_FRANCE],
  ['canadian french', TranscriptLanguage.FRENCH_CANADA],
  ['castilian', TranscriptLanguage.SPANISH],
  ['farsi', TranscriptLanguage.PERSIAN],
  ['filipino', TranscriptLanguage.TAGALOG],
  ['flemish', TranscriptLanguage.DUTCH],
  ['moldavian', TranscriptLanguage.ROMANIAN],
  ['moldovan', TranscriptLanguage.ROMANIAN],
  ['valencian', TranscriptLanguage.CATALAN],
]);

const BY_NAME: ReadonlyMap<string, TranscriptLanguage> = new Map(
  Object.entries(TranscriptLanguage).map(([name, number]) => [name.toLowerCase().replace('_', ' '), number]),
);

/**
 * Number of a language given as a tag or an English name: `de`, `fr-CA`, `zh_TW`, `zh-Hant` (BCP 47, in any
 * letter case), `eng` (ISO 639-2), `english`, `Chinese (Traditional)`. Chinese is distinguished by script,
 * given or implied by the region. `fr-CA` is French of Canada, every other French is that of France. NONE for
 * a language without a number.
 */
export function transcriptLanguageOf(language: string): TranscriptLanguage {
  const name = language
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim();
  const tag = language.trim().replaceAll('_', '-');
  return BY_NAME.get(name) ?? BY_OTHER_NAME.get(name) ?? byTag(tag) ?? TranscriptLanguage.NONE;
}

function byTag(tag: string): TranscriptLanguage | undefined {
  const locale = localeOf(tag);
  if (!locale) return undefined;
  const { language, script, region } = locale.maximize();
  return BY_TAG.get(`${language}-${script}`) ?? BY_TAG.get(`${language}-${region}`) ?? BY_TAG.get(language);
}

/**
 * Canonical locale: `iw` gives `he`, `deu` gives `de`, `cmn-TW` gives `zh-TW`. `undefined` for an invalid
 * tag.
 */
function localeOf(tag: string): Intl.Locale | undefined {
  try {
    // `zh-cmn` and `zh-yue` are older forms, which Intl rejects.
    return new Intl.Locale(tag.replace(/^zh-(?=(?:cmn|yue)\b)/i, ''));
  } catch {
    return undefined;
  }
}
