/** Names of languages as people and speech recognizers write them → numbers of the service. */
import { TranscriptLanguage } from './language.js';

/** By the language of a BCP 47 tag, or by language and script or region where the service tells them apart. */
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

/** Names beside those of {@link TranscriptLanguage}, in small letters; Whisper writes most of them. */
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
 * The number of a language: `de`, `fr-CA`, `zh_TW`, `zh-Hant` (BCP 47, in any letter case), `eng` (ISO 639-2),
 * `english`, `Chinese (Traditional)`. Of Chinese the writing counts, and what a region writes; of French
 * Canada's is a language of its own, all others are that of France. A language that the service has no number
 * for counts as NONE.
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

/** Old and long forms become the usual ones: `iw` → `he`, `deu` → `de`, `cmn-TW` → `zh-TW`. */
function localeOf(tag: string): Intl.Locale | undefined {
  try {
    // The older way to write it, which Intl refuses.
    return new Intl.Locale(tag.replace(/^zh-(?=(?:cmn|yue)\b)/i, ''));
  } catch {
    return undefined;
  }
}
