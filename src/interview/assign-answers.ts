/** Puts checked answers into the variables, and lets the author's own checks judge them. */
import { text as word } from '../texts/text.ts'
import { fill } from './variable-names.ts'
import { list, parseReply, type Reply } from './reply.ts'
import type { Stop } from './run.ts'
import type { TakenAnswers } from './take-answers.ts'
import type { Python } from './python.ts'
import type { EvaluationError } from './request.ts'

export type Assigned =
  | { readonly refused: Readonly<Record<string, string>> }
  | { readonly need: Extract<Stop, { type: 'need' }>['need'] }
  | EvaluationError

/** First what judges one answer (`validate`), then, with all of them in place, `validation code`. */
export function assignAnswers(
  python: Python,
  { built }: Extract<Stop, { type: 'ask' }>,
  { items, validations, list: taken }: TakenAnswers,
): Assigned {
  const { bindings, validation, questions } = built
  const refused: Record<string, string> = {}
  if (validations.length > 0) {
    const judged = list(python.call('validate', { checks: validations })).map(parseReply)
    for (const [index, { key }] of validations.entries()) {
      const verdict = judged[index]
      if (verdict === undefined || (verdict.type === 'ok' && verdict.value === true)) continue
      if (verdict.type === 'need') return { need: verdict.need }
      refused[key] = verdict.type === 'ok' ? word('answer.invalid') : complaint(verdict)
    }
    if (Object.keys(refused).length > 0) return { refused }
  }
  const reply = parseReply(python.call('assign', { items, bindings, list: taken }))
  if (reply.type !== 'ok') return notStored(reply)
  for (const around of validation === null ? [] : (taken?.kept ?? [bindings])) {
    const checked = parseReply(
      python.call('run', { piece: validation, bindings: around, action: null, due: false }),
    )
    if (checked.type === 'ok') continue
    if (checked.type === 'need') return { need: checked.need }
    const at = checked.type === 'invalid' ? checked.field : null
    const variable = at === null ? null : fill(at, around)
    const key = questions.find((question) => question.variable === variable)?.field.key ?? ''
    return { refused: { [key]: complaint(checked) } }
  }
  const settled = taken === null ? null : parseReply(python.call('settle', taken))
  return settled === null || settled.type === 'ok' ? { refused } : notStored(settled)
}

function notStored(reply: Exclude<Reply, { type: 'ok' }>): EvaluationError {
  const message =
    reply.type === 'error' ? reply.message : `The answers cannot be stored: ${reply.type}`
  const detail = reply.type === 'missing' ? `\`${reply.name}\` is not defined` : ''
  return { code: 'python', message, chain: [], detail }
}

/** These checks are no interview logic: what they lack is not sought, and they lead nowhere. */
function complaint(reply: Exclude<Reply, { type: 'ok' }>): string {
  if (reply.type === 'invalid' || reply.type === 'broken') return reply.message
  if (reply.type === 'error') return reply.plain
  if (reply.type === 'missing') return word('answer.checkLacks', { name: reply.name })
  return reply.type === 'unsupported'
    ? word('answer.checkUnsupported', { name: reply.feature })
    : word('answer.invalid')
}
