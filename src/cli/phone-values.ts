/** What single keys of the mapping `twilio` hold: countries, and phrases to be spoken. */
import { parsePlainYaml } from '../interview/plain-yaml.ts'
import { PHRASES, type Phrase } from '../phone/phone.ts'

export type OwnPhrases = ReadonlyMap<Phrase, string>

const MOST_SPOKEN = 500

/** In capitals, as ISO 3166 has them; `undefined`: something else. */
export function parseCountries(value: unknown): readonly string[] | undefined {
  const given: unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  const names = given.map((item) => (typeof item === 'string' ? item.trim().toUpperCase() : ''))
  const areCountries = names.length > 0 && names.every(isCountry)
  return areCountries ? names : undefined
}

/** Whether there is such a country is what its name in English tells. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
}

/** From the file, or from the environment as JSON; what else was expected. */
export function parsePrompts(
  value: unknown,
): { readonly value: OwnPhrases } | { readonly value: null; readonly expected: string } {
  const given = typeof value === 'string' ? parsedYaml(value) : value
  const expected = `phrases by name (${PHRASES.join(', ')}), each of ${MOST_SPOKEN} characters at most`
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { value: null, expected }
  }
  const own = new Map<Phrase, string>()
  for (const [name, spoken] of Object.entries(given)) {
    const phrase = PHRASES.find((known) => known === name)
    const isFit = typeof spoken === 'string' && spoken.trim() !== '' && spoken.length <= MOST_SPOKEN
    // XML has no signs of control, however they are written.
    if (phrase === undefined || !isFit || /(?!\s)\p{C}/u.test(spoken))
      return { value: null, expected }
    own.set(phrase, spoken.trim())
  }
  return { value: own }
}

function parsedYaml(text: string): unknown {
  try {
    return parsePlainYaml(text)
  } catch {
    return null
  }
}
