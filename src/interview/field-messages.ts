/** What a field says of an answer that does not fit: the author's words, else ours. */
import { text as word } from '../texts/text.ts'
import { dayText } from '../texts/day.ts'
import type { MessageSpec } from './blocks.ts'
import type { Look } from './look.ts'
import type { Field, RefusalKind } from './screen.ts'

/** The author's own words by code: the field's, then the interview's. */
export interface OwnMessages {
  readonly field: readonly OwnMessage[]
  readonly interview: readonly OwnMessage[]
}

interface OwnMessage {
  readonly code: string
  readonly text: string
}

type Described = Omit<Field, 'messages'>

export function planMessages(
  look: Look,
  messages: readonly MessageSpec[],
): () => readonly OwnMessage[] {
  const parts = messages.map(({ code, text }) => ({ code, text: look.text(text) }))
  // Of two with one code the later is taken.
  return () => parts.map(({ code, text }) => ({ code, text: text() })).toReversed()
}

/** For everything that can be wrong with an answer to this field, with its limits filled in. */
export function messagesOf(field: Described, own: OwnMessages): Readonly<Record<string, string>> {
  const said = describeAll(field).map(({ kind, codes, ours, limits }): [RefusalKind, string] => {
    const theirs = codes.flatMap((code) => wordsFor(code, own))[0]
    return [kind, theirs === undefined ? ours : withLimits(theirs, limits)]
  })
  return Object.fromEntries(said)
}

function wordsFor(code: string, own: OwnMessages): readonly string[] {
  const short = code.slice(code.lastIndexOf(' ') + 1)
  const mine = own.field.filter((message) => message.code === code || message.code === short)
  const general = own.interview.filter((message) => message.code === code)
  return [...mine, ...general].map(({ text }) => text)
}

/** Each `%s` stands for the next limit. */
function withLimits(text: string, limits: readonly string[]): string {
  let next = 0
  return text.replaceAll('%s', () => limits[next++] ?? limits.at(-1) ?? '')
}

interface Description {
  readonly kind: RefusalKind
  /** The author's codes that fit, the best first. */
  readonly codes: readonly string[]
  readonly ours: string
  readonly limits: readonly string[]
}

function describeAll(field: Described): readonly Description[] {
  return [
    ...(field.required || unchecks(field) ? [missing(field)] : []),
    ...wrongType(field),
    ...bounds(field),
    ...(field.step === null || !isNumber(field) ? [] : [wrongStep(field.step, field)]),
    ...lengths(field),
  ]
}

function missing(field: Described): Description {
  const described = (codes: readonly string[], ours: string, limit = ''): Description => {
    return { kind: 'required', codes, ours, limits: [limit] }
  }
  const { widget } = field
  if (widget === 'checkboxes' || widget === 'checkbox') {
    const none = field.noneOfTheAbove ?? field.label ?? word('field.noneOfTheAbove')
    return described(['checkboxes required'], word('answer.tickOne', { none }), none)
  }
  if (widget === 'radio' || widget === 'dropdown' || widget === 'multiselect') {
    return described(['multiple choice required'], word('answer.choose'))
  }
  return widget === 'combobox'
    ? described(['combobox required'], word('answer.chooseOrType'))
    : described(['required'], word('answer.required'))
}

function unchecks(field: Described): boolean {
  return field.others.some(({ what }) => what === 'uncheck')
}

function isNumber({ widget }: Described): boolean {
  return widget === 'number' || widget === 'range'
}

function isMoment({ widget }: Described): boolean {
  return widget === 'date' || widget === 'time' || widget === 'datetime'
}

function wrongType(field: Described): readonly Description[] {
  const { widget, datatype } = field
  if (isNumber(field)) {
    const ours = word(datatype === 'integer' ? 'answer.integer' : 'answer.number')
    return [{ kind: 'type', codes: ['number'], ours, limits: [] }]
  }
  if (widget !== 'email' && widget !== 'date' && widget !== 'time' && widget !== 'datetime') {
    return []
  }
  return [{ kind: 'type', codes: [widget], ours: word(`answer.${widget}`), limits: [] }]
}

function bounds(field: Described): readonly Description[] {
  const { min, max } = field
  const prefix = field.widget === 'date' || field.widget === 'datetime' ? 'date ' : ''
  const both = min !== null && max !== null ? [shown(field, min), shown(field, max)] : null
  const all: Description[] = []
  for (const [kind, limit] of [
    ['min', min],
    ['max', max],
  ] as const) {
    if (limit === null || !(isNumber(field) || isMoment(field))) continue
    const text = shown(field, limit)
    const own = [`${prefix}${kind}`]
    const ours = isMoment(field)
      ? word(kind === 'min' ? 'answer.from' : 'answer.until', { limit: text })
      : word(`answer.${kind}`, { [kind]: text })
    const codes = prefix !== '' && both !== null ? ['date minmax', ...own] : own
    all.push({ kind, codes, ours, limits: codes.length > 1 ? (both ?? []) : [text] })
  }
  return all
}

function shown(field: Described, limit: string): string {
  return field.widget === 'date' ? dayText(limit) : limit.replace('T', ' ')
}

function wrongStep(step: string, { datatype }: Described): Description {
  const cents = datatype === 'currency' && step === '0.01'
  const whole = datatype === 'integer' && step === '1'
  const ours = cents ? word('answer.cents') : whole ? word('answer.integer') : null
  return { kind: 'step', codes: [], ours: ours ?? word('answer.step', { step }), limits: [] }
}

function lengths(field: Described): readonly Description[] {
  const { minLength, maxLength, widget } = field
  const several = widget === 'checkboxes' || widget === 'multiselect'
  const exact = several && minLength !== null && minLength === maxLength
  const prefix = widget === 'checkboxes' ? 'checkbox ' : several ? 'multiselect ' : ''
  const all: Description[] = []
  for (const [kind, length] of [
    ['minlength', minLength],
    ['maxlength', maxLength],
  ] as const) {
    if (length === null) continue
    const own = `${prefix}${kind}`
    const codes = exact ? [`${prefix}minmaxlength`, own] : [own]
    all.push({ kind, codes, ours: lengthText(kind, length, several, exact), limits: [`${length}`] })
  }
  return all
}

function lengthText(
  kind: 'minlength' | 'maxlength',
  length: number,
  several: boolean,
  exact: boolean,
): string {
  if (exact) return word('answer.chooseExactly', { count: length })
  if (several) {
    return word(kind === 'minlength' ? 'answer.chooseAtLeast' : 'answer.chooseAtMost', {
      count: length,
    })
  }
  return kind === 'minlength'
    ? word('answer.tooShort', { min: length })
    : word('answer.tooLong', { max: length })
}
