/** Checks what the browser sent against the screen that was due (QUE5), and makes values of it. */
import { fieldStates } from '../base/field-states.ts'
import { text as word } from '../texts/text.ts'
import { isUpload } from './build-upload.ts'
import { takeFiles } from './take-files.ts'
import { choiceItem, takeField } from './take-field.ts'
import type { AssignItem, Taken } from './take-typed.ts'
import { parseNumber } from './take-typed.ts'
import { allKey, BUTTON_KEY, type Field, type Screen } from './screen.ts'
import type { BuiltScreen, Question } from './build-screen.ts'
import { takeEntries, type TakenList } from './take-list.ts'
import type { Special } from './look.ts'
import type { Bindings } from './variable-names.ts'
import type { SentFiles } from './request.ts'

/** What a `validate` function is asked about. */
export interface Validation {
  readonly key: string
  readonly piece: number
  readonly item: AssignItem
  readonly bindings: Bindings
}

export interface TakenAnswers {
  /** By field key; `''` for the screen as a whole. Empty: `items` may be assigned. */
  readonly refusals: Readonly<Record<string, string>>
  readonly items: readonly AssignItem[]
  readonly validations: readonly Validation[]
  readonly list: TakenList | null
}

type Given = Readonly<Record<string, readonly string[]>>
type Sent = Readonly<Record<string, SentFiles>>

export function takeAnswers(built: BuiltScreen, given: Given, sent: Sent = {}): TakenAnswers {
  const { screen } = built
  if (hasStranger(screen, given, sent)) {
    return { refusals: { '': word('answer.unknownField') }, items: [], validations: [], list: null }
  }
  const refusals: Record<string, string> = {}
  const items: AssignItem[] = []
  const validations: Validation[] = []
  const entries =
    built.list === null
      ? null
      : takeEntries(built.list, screen.fields, { ...given, ...named(sent) })
  for (const question of openQuestions(built, given)) {
    const { field, validate } = question
    const bindings = entries === null ? built.bindings : entries.bindingsOf.get(field.key)
    if (bindings === undefined) continue
    const taken = isUpload(field.widget)
      ? takeFiles(question, sent[field.key])
      : (lacksTick(question, built, given) ?? takeField(question, sentFor(screen, field, given)))
    if ('refusal' in taken) {
      refusals[field.key] = taken.refusal
      continue
    }
    items.push(taken.item)
    if (validate !== null) {
      validations.push({ key: field.key, piece: validate, item: taken.item, bindings })
    }
  }
  const { key, byValue } = built.specials
  if (key !== BUTTON_KEY && byValue.size > 0 && !given[key]?.some((value) => value !== '')) {
    refusals[key] = word('answer.choose')
  }
  const pressed = takePressed(built, given[BUTTON_KEY] ?? [])
  if (pressed !== null && 'refusal' in pressed) refusals[''] = pressed.refusal
  else if (pressed !== null) items.push(pressed.item)
  return { refusals, items, validations, list: entries?.list ?? null }
}

/** A file that was sent counts as something written. */
function named(sent: Sent): Given {
  const all = Object.entries(sent).map(([key, { kept, fresh }]) => {
    return [key, [...kept, ...fresh].map(({ filename }) => filename)] as const
  })
  return Object.fromEntries(all.filter(([, names]) => names.length > 0))
}

/** What is hidden or disabled by what was sent is as if the screen never had it. */
function openQuestions({ screen, questions }: BuiltScreen, given: Given): readonly Question[] {
  const byKey = new Map(screen.fields.map((field) => [field.key, field]))
  const states = fieldStates(screen.fields, (key) => {
    const field = byKey.get(key)
    return field === undefined ? [] : heldBy(screen, field, given)
  })
  return questions.filter(({ field }) => !field.disabled && states.get(field.key) === 'open')
}

function heldBy(screen: Screen, field: Field, given: Given): readonly string[] {
  if (field.disabled) {
    const chosen = field.choices.filter((choice) => choice.selected).map(({ value }) => value)
    return [field.value ?? '', ...chosen].filter((value) => value !== '' && value !== 'False')
  }
  const sent = sentFor(screen, field, given).map((value) => value.trim())
  if (field.widget === 'checkbox') return sent.some(isTick) ? ['True'] : []
  if (field.widget === 'number' || field.widget === 'range') {
    return sent.flatMap((value) => parseNumber(value, field.datatype) ?? []).map(String)
  }
  return sent.filter((value) => value !== '')
}

/** What the form says of the field; boxes that tick others have been minded, script or not. */
function sentFor(screen: Screen, field: Field, given: Given): readonly string[] {
  const sent = given[field.key] ?? []
  if (field.allOfTheAbove !== null && given[allKey(field.key)]?.some(isTick) === true) {
    return field.choices.map((choice) => choice.value)
  }
  const ticked = screen.fields.some(
    (other) =>
      other.others.some(({ what, keys }) => what === 'check' && keys.includes(field.key)) &&
      given[other.key]?.some(isTick) === true,
  )
  return ticked ? ['True'] : sent
}

/** A "none of these" box asks that either itself or one of the others is ticked. */
function lacksTick({ field }: Question, { screen }: BuiltScreen, given: Given): Taken | null {
  const group = field.others.filter(({ what }) => what === 'uncheck').flatMap(({ keys }) => keys)
  if (group.length === 0) return null
  const boxes = screen.fields.filter(({ key }) => key === field.key || group.includes(key))
  if (boxes.some((box) => sentFor(screen, box, given).some(isTick))) return null
  const { required = word('answer.tickOne', { none: field.label ?? '' }) } = field.messages
  return { refusal: required }
}

function isTick(value: string): boolean {
  return value !== '' && value !== 'False'
}

/** LOG4: the special choice that was made; it asks for nothing else on the screen. */
export function takeSpecial({ specials }: BuiltScreen, given: Given): Special | null {
  return specials.byValue.get(given[specials.key]?.[0] ?? '') ?? null
}

function hasStranger(screen: Screen, given: Given, sent: Sent): boolean {
  const known = new Set([BUTTON_KEY])
  for (const { key } of screen.list?.entries ?? []) known.add(key)
  for (const { key, allOfTheAbove } of screen.fields) {
    known.add(key)
    if (allOfTheAbove !== null) known.add(allKey(key))
  }
  const uploads = new Set(
    screen.fields.filter(({ widget }) => isUpload(widget)).map(({ key }) => key),
  )
  return (
    Object.keys(given).some((key) => !known.has(key) || uploads.has(key)) ||
    Object.keys(sent).some((key) => !uploads.has(key))
  )
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
