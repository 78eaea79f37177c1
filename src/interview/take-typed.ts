/** What was typed, as the value of its datatype, or why not. */
import { withoutMarks } from './private-marks.ts'
import { text as word } from '../texts/text.ts'
import type { Question } from './build-screen.ts'
import type { Field, RefusalKind } from './screen.ts'

export interface AssignItem {
  readonly name: string
  readonly type:
    | 'text'
    | 'bool'
    | 'none'
    | 'int'
    | 'float'
    | 'date'
    | 'time'
    | 'datetime'
    | 'checkboxes'
    | 'object'
    | 'objects'
    | 'file'
    | 'files'
  readonly value: unknown
}

export type Taken = { readonly item: AssignItem } | { readonly refusal: string }

const MAX_TEXT = 100_000

/** In the words that the field has for it. */
export function refusal(field: Field, kind: RefusalKind): Taken {
  return { refusal: field.messages[kind] ?? word('answer.notUnderstood') }
}

export function takeTyped(
  { field, variable, datatype }: Question,
  given: readonly string[],
): Taken {
  const raw = (given[0] ?? '').replaceAll('\r\n', '\n')
  if (given.length > 1 || raw.includes('\0')) return { refusal: word('answer.notUnderstood') }
  if (raw.length > MAX_TEXT) return { refusal: word('answer.tooLong', { max: MAX_TEXT }) }
  const typed = datatype === 'password' ? raw : raw.trim()
  if (typed === '' && field.required) return refusal(field, 'required')
  const item = (type: AssignItem['type'], value: unknown): Taken => ({
    item: { name: variable, type, value },
  })
  switch (datatype) {
    case 'integer':
    case 'number':
    case 'float':
    case 'currency':
    case 'range': {
      const type = datatype === 'integer' ? 'int' : 'float'
      if (typed === '') return item(type, 0)
      const number = parseNumber(typed, datatype)
      if (number === null) return refusal(field, 'type')
      return outside(field, number) ?? offStep(field, number) ?? item(type, number)
    }
    case 'date':
    case 'time':
    case 'datetime': {
      if (typed === '') return item('text', '')
      if (!isMoment(typed, datatype)) return refusal(field, 'type')
      return outsideText(field, typed) ?? item(datatype, typed)
    }
    case 'email':
      if (typed !== '' && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(typed)) {
        return refusal(field, 'type')
      }
      return lengthRefusal(field, typed) ?? item('text', typed)
    case 'password':
      return lengthRefusal(field, typed) ?? item('text', typed)
    default:
      return lengthRefusal(field, typed) ?? item('text', withoutTags(typed).trim())
  }
}

export function parseNumber(typed: string, datatype: string): number | null {
  const bare = datatype === 'currency' ? typed.replace(/^[$€£]\s*/, '') : typed
  const plain = bare.replaceAll(/,(?=\d{3}\b)/g, '')
  const shape =
    datatype === 'integer' ? /^[+-]?\d{1,15}$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i
  const number = Number(plain)
  return shape.test(plain) && Number.isFinite(number) ? number : null
}

function outside(field: Field, number: number): Taken | null {
  const { min, max } = field
  if (min !== null && number < Number(min)) return refusal(field, 'min')
  if (max !== null && number > Number(max)) return refusal(field, 'max')
  return null
}

/** Counted from the least number, or from zero; what the author gave as default always fits. */
function offStep(field: Field, number: number): Taken | null {
  const step = Number(field.step)
  if (field.step === null || !(step > 0) || number === Number(field.value)) return null
  const fits = (from: number): boolean => {
    const steps = (number - from) / step
    return Math.abs(steps - Math.round(steps)) < 1e-6
  }
  return fits(0) || fits(Number(field.min)) ? null : refusal(field, 'step')
}

/** Dates and times in ISO form sort as texts. */
function outsideText(field: Field, sent: string): Taken | null {
  const { min, max } = field
  const typed = sent.replace(' ', 'T')
  if (min !== null && isIso(min) && typed < min) return refusal(field, 'min')
  if (max !== null && isIso(max) && typed > max) return refusal(field, 'max')
  return null
}

function isIso(text: string): boolean {
  return /^\d{4}-\d\d-\d\d|^\d\d:\d\d/.test(text)
}

function lengthRefusal(field: Field, typed: string): Taken | null {
  const { minLength, maxLength } = field
  if (typed === '') return null
  if (minLength !== null && typed.length < minLength) {
    return refusal(field, 'minlength')
  }
  if (maxLength !== null && typed.length > maxLength) {
    return refusal(field, 'maxlength')
  }
  return null
}

function isMoment(typed: string, datatype: 'date' | 'time' | 'datetime'): boolean {
  const [day, time] =
    datatype === 'time' ? ['2000-01-01', typed] : [typed.slice(0, 10), typed.slice(11)]
  const timeFits = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time)
  if (datatype === 'date' ? typed.length !== 10 : !timeFits) return false
  if (datatype === 'datetime' && !/[T ]/.test(typed[10] ?? '')) return false
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined || month === undefined || date === undefined) return false
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0
  return Number(year) > 0 && Number(date) >= 1 && Number(date) <= days
}

/** Takes out what a browser would read as a tag, until nothing of the kind is left (QUE6). */
export function withoutTags(text: string): string {
  let before = withoutMarks(text)
  for (;;) {
    const after = before.replaceAll(/<!--[\s\S]*?-->|<[A-Za-z/!?][^<>]*>/g, '')
    if (after === before) return after
    before = after
  }
}
