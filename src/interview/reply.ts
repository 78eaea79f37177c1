/** What Python's operations answer, checked where it comes in. */
import type { Need } from './request.ts'

export type Reply =
  | { readonly type: 'ok'; readonly value: unknown }
  | { readonly type: 'missing'; readonly name: string }
  | { readonly type: 'need'; readonly need: Need }
  /** `process_action()` was called, and there is an action. */
  | { readonly type: 'action' }
  | { readonly type: 'force'; readonly names: readonly string[] }
  | { readonly type: 'rerun' }
  | { readonly type: 'command'; readonly what: string; readonly url: string | null }
  | { readonly type: 'message'; readonly question: string; readonly subquestion: string | null }
  | { readonly type: 'unsupported'; readonly feature: string }
  | { readonly type: 'invalid'; readonly message: string; readonly field: string | null }
  | { readonly type: 'broken'; readonly message: string }
  | {
      readonly type: 'error'
      readonly message: string
      /** Without the error's type. */
      readonly plain: string
      readonly frames: readonly string[]
    }

export type Fields = Readonly<Record<string, unknown>>

export function parseReply(answer: unknown): Reply {
  const reply = fields(answer)
  if ('ok' in reply) return { type: 'ok', value: reply['ok'] }
  if ('missing' in reply) return { type: 'missing', name: String(reply['missing']) }
  if ('need' in reply) return { type: 'need', need: parseNeed(fields(reply['need'])) }
  if ('action' in reply) return { type: 'action' }
  if ('force' in reply) return { type: 'force', names: strings(reply['force']) }
  if ('rerun' in reply) return { type: 'rerun' }
  if ('command' in reply) {
    const { what, url } = fields(reply['command'])
    return { type: 'command', what: String(what), url: stringOrNull(url) }
  }
  if ('unsupported' in reply) return { type: 'unsupported', feature: String(reply['unsupported']) }
  if ('broken' in reply) return { type: 'broken', message: String(reply['broken']) }
  if ('message' in reply) {
    const { question, subquestion } = fields(reply['message'])
    return { type: 'message', question: String(question), subquestion: stringOrNull(subquestion) }
  }
  if ('invalid' in reply) {
    const { message, field } = fields(reply['invalid'])
    return { type: 'invalid', message: String(message), field: stringOrNull(field) }
  }
  const error = fields(reply['error'])
  const plain = String(error['message'])
  const message = `${String(error['type'])}: ${plain}`
  return { type: 'error', message, plain: plain || message, frames: strings(error['frames']) }
}

function parseNeed(need: Fields): Need {
  const key = String(need['key'])
  if (need['type'] === 'chat-log') return { type: 'chat-log', key }
  if (need['type'] === 'mail-limit') return { type: 'mail-limit', key }
  if (need['type'] === 'file-content') {
    return { type: 'file-content', key, number: Number(need['number']) }
  }
  const mode = need['mode']
  return {
    type: 'chat-partners',
    key,
    roles: strings(need['roles']),
    mode: mode === 'help' || mode === 'peer' ? mode : 'peerhelp',
    operators: null,
  }
}

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {}
}

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function stringOrNull(value: unknown): string | null {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? null : JSON.stringify(value)
}
