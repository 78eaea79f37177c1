/** What callers of the server's number hear (I18N1): by language, with an administrator's own words. */
import { spokenEn } from './spoken/en.ts'
import { spokenEs } from './spoken/es.ts'

export type SpokenPhrases = Readonly<Record<keyof typeof spokenEn, string>>

interface Spoken {
  readonly phrases: SpokenPhrases
  /** A language tag with a country, as voices have them. */
  readonly spokenIn: string
}

const ENGLISH: Spoken = { phrases: spokenEn, spokenIn: 'en-US' }
const LANGUAGES: Readonly<Record<string, Spoken>> = {
  en: ENGLISH,
  es: { phrases: spokenEs, spokenIn: 'es-MX' },
}

/**
 * `language`: as configured, `es` or `es-AR`; in one that there is not, English is spoken. `own`:
 * phrases in place of ours. `voice`: the tag of the voice that speaks them, in place of ours.
 */
export function spokenPhrases(
  language: string,
  own: Partial<SpokenPhrases>,
  voice: string | null,
): Spoken {
  const [name = ''] = language.toLowerCase().split(/[-_]/)
  const { phrases, spokenIn } = (Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name] : null) ?? ENGLISH
  return { phrases: { ...phrases, ...own }, spokenIn: voice ?? spokenIn }
}
