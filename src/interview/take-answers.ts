/** Checks what the browser sent against the screen that was due (QUE5), and makes values of it. */
import { text as word } from '../texts/text.ts'
import { BUTTON_KEY, type Field, type Screen } from './screen.ts'
import type { BuiltScreen, Question } from './build-screen.ts'
import type { Special } from './look.ts'

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
  readonly value: unknown
}

export interface TakenAnswers {
  /** By field key; `''` for the screen as a whole. Empty: `items` may be assigned. */
  readonly refusals: Readonly<Record<string, string>>
  readonly items: readonly AssignItem[]
}

type Given = Readonly<Record<string, readonly string[]>>
type Taken = { readonly item: AssignItem } | { readonly refusal: string }

const MAX_TEXT = 100_000

export function takeAnswers(built: BuiltScreen, given: Given): TakenAnswers {
  const { screen } = built
  const stranger = strangerIn(screen, given)
  if (stranger) return { refusals: { '': word('answer.unknownField') }, items: [] }
  const refusals: Record<string, string> = {}
  const items: AssignItem[] = []
  for (const question of built.questions) {
    const taken = takeField(question, given[question.field.key] ?? [])
    if ('refusal' in taken) refusals[question.field.key] = taken.refusal
    else items.push(taken.item)
  }
  const { key, byValue } = built.specials
  if (key !== BUTTON_KEY && byValue.size > 0 && !given[key]?.some((value) => value !== '')) {
    refusals[key] = word('answer.choose')
  }
  const pressed = takePressed(built, given[BUTTON_KEY] ?? [])
  if (pressed !== null && 'refusal' in pressed) refusals[''] = pressed.refusal
  else if (pressed !== null) items.push(pressed.item)
  return { refusals, items }
}

/** LOG4: the special choice that was made; it asks for nothing else on the screen. */
export function takeSpecial({ specials }: BuiltScreen, given: Given): Special | null {
  return specials.byValue.get(given[specials.key]?.[0] ?? '') ?? null
}

function strangerIn(screen: Screen, given: Given): boolean {
  const known = new Set([BUTTON_KEY, ...screen.fields.map((field) => field.key)])
  return Object.keys(given).some((key) => !known.has(key))
}

function takePressed(built: BuiltScreen, given: readonly string[]): Taken | null {
  const { screen, variable, yesno } = built
  const [pressed] = given
  if (screen.kind === 'yesno' || screen.kind === 'buttons') {
    const button = screen.buttons.find(({ value }) => value === pressed)
    if (button === undefined) return { refusal: word('answer.press') }
    if (variable === null) return null
    if (yesno === null) return { item: choiceItem(variable, button.value) }
    if (button.value === 'maybe') return { item: { name: variable, type: 'none', value: null } }
    const value = (button.value === 'yes') !== yesno.negated
    return { item: { name: variable, type: 'bool', value } }
  }
  return variable === null ? null : { item: { name: variable, type: 'bool', value: true } }
}

function takeField({ field, variable, datatype }: Question, given: readonly string[]): Taken {
  const { widget } = field
  if (widget === 'checkbox') {
    const ticked = given.some((value) => value !== '' && value !== 'False')
    const value = datatype.startsWith('noyes') ? !ticked : ticked
    return { item: { name: variable, type: 'bool', value } }
  }
  if (widget === 'checkboxes' || widget === 'multiselect')
    return takeSeveral(field, variable, given)
  if (widget === 'radio' || widget === 'dropdown') return takeOne(field, variable, datatype, given)
  if (widget === 'combobox') return takeCombobox(field, variable, given)
  return takeTyped(field, variable, datatype, given)
}

function takeSeveral(field: Field, variable: string, given: readonly string[]): Taken {
  const keys = field.choices.map((choice) => choice.value)
  const ticked = given.filter((value) => value !== '')
  if (ticked.some((value) => !keys.includes(value))) return { refusal: word('answer.notAChoice') }
  const none = field.noneOfTheAbove !== null && given.includes('')
  if (none && ticked.length > 0) return { refusal: word('answer.noneAndSome') }
  if (field.required && keys.length > 0 && ticked.length === 0 && !none) {
    return { refusal: word('answer.tickOne') }
  }
  const value = Object.fromEntries(keys.map((key) => [key, ticked.includes(key)]))
  return { item: { name: variable, type: 'checkboxes', value } }
}

function takeOne(
  field: Field,
  variable: string,
  datatype: string,
  given: readonly string[],
): Taken {
  const value = given.find((part) => part !== '')
  if (value === undefined) {
    if (field.required && field.choices.length > 0) return { refusal: word('answer.choose') }
    return { item: { name: variable, type: 'none', value: null } }
  }
  if (given.length > 1 || !field.choices.some((choice) => choice.value === value)) {
    return { refusal: word('answer.notAChoice') }
  }
  if (/(yesno|noyes|threestate|boolean)/.test(datatype)) {
    if (value === 'None') return { item: { name: variable, type: 'none', value: null } }
    return { item: { name: variable, type: 'bool', value: value === 'True' } }
  }
  if (/^(integer|number|float|currency|date|time)$/.test(datatype)) {
    return takeTyped(field, variable, datatype, given)
  }
  return { item: choiceItem(variable, value) }
}

/** What looks like True, False or None in YAML is that; all else is text. */
function choiceItem(name: string, value: string): AssignItem {
  if (value === 'True' || value === 'False') return { name, type: 'bool', value: value === 'True' }
  return value === 'None' ? { name, type: 'none', value: null } : { name, type: 'text', value }
}

/** One of the choices, by its label or value, or another text. */
function takeCombobox(field: Field, variable: string, given: readonly string[]): Taken {
  const typed = withoutTags(given[0] ?? '').trim()
  if (typed === '' && field.required) return { refusal: word('answer.required') }
  const choice = field.choices.find(({ label, value }) => label === typed || value === typed)
  return { item: { name: variable, type: 'text', value: choice?.value ?? typed } }
}

function takeTyped(
  field: Field,
  variable: string,
  datatype: string,
  given: readonly string[],
): Taken {
  const raw = (given[0] ?? '').replaceAll('\r\n', '\n')
  if (given.length > 1 || raw.includes('\0')) return { refusal: word('answer.notUnderstood') }
  if (raw.length > MAX_TEXT) return { refusal: word('answer.tooLong', { max: MAX_TEXT }) }
  const typed = datatype === 'password' ? raw : raw.trim()
  if (typed === '' && field.required) return { refusal: word('answer.required') }
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
      if (number === null) {
        return { refusal: word(type === 'int' ? 'answer.integer' : 'answer.number') }
      }
      return outside(field, number) ?? item(type, number)
    }
    case 'date':
    case 'time':
    case 'datetime': {
      if (typed === '') return item('text', '')
      if (!isMoment(typed, datatype)) return { refusal: word(`answer.${datatype}`) }
      return outsideText(field, typed) ?? item(datatype, typed)
    }
    case 'email':
      if (typed !== '' && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(typed)) {
        return { refusal: word('answer.email') }
      }
      return lengthRefusal(field, typed) ?? item('text', typed)
    case 'password':
      return lengthRefusal(field, typed) ?? item('text', typed)
    default:
      return lengthRefusal(field, typed) ?? item('text', withoutTags(typed).trim())
  }
}

function parseNumber(typed: string, datatype: string): number | null {
  const bare = datatype === 'currency' ? typed.replace(/^[$€£]\s*/, '') : typed
  const plain = bare.replaceAll(/,(?=\d{3}\b)/g, '')
  const shape =
    datatype === 'integer' ? /^[+-]?\d{1,15}$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i
  const number = Number(plain)
  return shape.test(plain) && Number.isFinite(number) ? number : null
}

function outside(field: Field, number: number): Taken | null {
  const { min, max } = field
  if (min !== null && number < Number(min)) return { refusal: word('answer.min', { min }) }
  if (max !== null && number > Number(max)) return { refusal: word('answer.max', { max }) }
  return null
}

/** Dates and times in ISO form sort as texts. */
function outsideText(field: Field, typed: string): Taken | null {
  const { min, max } = field
  if (min !== null && isIso(min) && typed < min) return { refusal: word('answer.min', { min }) }
  if (max !== null && isIso(max) && typed > max) return { refusal: word('answer.max', { max }) }
  return null
}

function isIso(text: string): boolean {
  return /^\d{4}-\d\d-\d\d|^\d\d:\d\d/.test(text)
}

function lengthRefusal(field: Field, typed: string): Taken | null {
  const { minLength, maxLength } = field
  if (typed === '') return null
  if (minLength !== null && typed.length < minLength) {
    return { refusal: word('answer.tooShort', { min: minLength }) }
  }
  if (maxLength !== null && typed.length > maxLength) {
    return { refusal: word('answer.tooLong', { max: maxLength }) }
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
  let before = text
  for (;;) {
    const after = before.replaceAll(/<!--[\s\S]*?-->|<[A-Za-z/!?][^<>]*>/g, '')
    if (after === before) return after
    before = after
  }
}
