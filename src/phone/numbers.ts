/**
 * What an operator types becomes a number that may be called, or what is wrong with it (PHN2, PHN13).
 *
 * Without `+` a number is one with its country's code, or a national one of the server number's
 * country. Some can be read both ways (with a number in Italy, `3906123456`): these are refused,
 * since nobody should be called by mistake; what is said of the fault asks for a `+`.
 */
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { parseE164, type E164, type NumberFault } from '../base/e164.ts'

export interface NumberRules {
  readonly serverNumber: E164
  /** ISO codes as in `US`; null: every country. */
  readonly countries: readonly string[] | null
}

export type ParsedNumber = { readonly number: E164 } | { readonly fault: NumberFault }

type Known = NonNullable<ReturnType<typeof parsePhoneNumberFromString>>

const MOST_CHARACTERS = 40
/** As numbers are written everywhere. No extension: nobody would press its keys. */
const NOTATION = /^\+?[\p{Nd}\p{Z}().\-/\p{Pd}]+$/u
/** Nobody answers there, or whoever calls pays dearly. */
const SPECIAL: ReadonlySet<string> = new Set([
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'PERSONAL_NUMBER',
])
const UNANSWERED: ReadonlySet<string> = new Set(['PAGER', 'VOICEMAIL'])

export function parseNumber(typed: string, rules: NumberRules): ParsedNumber {
  // Directions of writing come along when a number is copied; wide signs become plain ones.
  const text = typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
  if (text.length > MOST_CHARACTERS || !NOTATION.test(text)) return unfit('phone-not-a-number')
  const readings = readingsOf(text, rules.serverNumber)
  const [first] = readings
  if (first === undefined) return unfit('phone-not-a-number')
  const valid = readings.filter((number) => number.isValid())
  const numbers = new Set(valid.map(({ number }) => number))
  if (numbers.size > 1) return unfit('phone-not-a-number')
  const [known] = valid
  if (known === undefined) return unfit('phone-not-in-use')
  if (known.number === rules.serverNumber) return unfit('phone-own')
  const type = known.getType() ?? ''
  if (UNANSWERED.has(type)) return unfit('phone-not-in-use')
  if (SPECIAL.has(type) || known.isNonGeographic() || isPaidExchange(known)) {
    return unfit('phone-premium')
  }
  if (rules.countries !== null && !isOf(known, rules.countries)) return unfit('phone-country')
  const number = parseE164(known.number)
  return number === null ? unfit('phone-not-in-use') : { number }
}

/** As people read it; the same again where it is not known how. */
export function displayOf(number: E164): string {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

function readingsOf(text: string, serverNumber: E164): readonly Known[] {
  const national = { ...countryOf(serverNumber), extract: false }
  if (text.startsWith('+')) return known(parsePhoneNumberFromString(text, { extract: false }))
  const here = parsePhoneNumberFromString(text, national)
  // In North America ten digits are a number, whatever other country's code they begin with.
  const isWhole = here?.countryCallingCode === '1' && digitsOf(text) === 10 && here.isValid()
  if (isWhole) return [here]
  return [...known(parsePhoneNumberFromString(`+${text}`, { extract: false })), ...known(here)]
}

function known(found: Known | undefined): readonly Known[] {
  return found === undefined || found.ext !== undefined ? [] : [found]
}

function countryOf(number: E164): { readonly defaultCountry?: CountryCode } {
  const found = parsePhoneNumberFromString(number)
  const country = found?.country ?? found?.getPossibleCountries()[0]
  return country === undefined ? {} : { defaultCountry: country }
}

function digitsOf(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0
}

/** In North America, behind any area code. */
function isPaidExchange({ countryCallingCode, nationalNumber }: Known): boolean {
  return countryCallingCode === '1' && nationalNumber.slice(3, 6) === '976'
}

/** Numbers that several countries share, as freephone ones of North America, are of each of them. */
function isOf(number: Known, countries: readonly string[]): boolean {
  const own = number.country === undefined ? number.getPossibleCountries() : [number.country]
  return own.some((country) => countries.includes(country))
}

function unfit(fault: NumberFault): ParsedNumber {
  return { fault }
}
