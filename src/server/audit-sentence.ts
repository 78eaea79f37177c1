/** An entry of the audit log as a sentence for people (ACC5). */
import type { AuditDeed, AuditEntry, AuditFilter, AuditOperator } from '../live/audit-entry.ts'
import type { AccountId } from '../base/id.ts'
import { text, type TextValues } from '../texts/text.ts'

/** What an account is called now; null where there is none any more. */
export type NameOf = (id: AccountId) => string | null

export function sentenceOf(entry: AuditEntry, nameOf: NameOf): string {
  const { deed, at } = entry
  const whom = whomOf(entry, nameOf)
  const time = 'since' in deed ? durationText(at - (deed.since ?? at)) : ''
  const about = { operator: operatorName(entry, nameOf), whom, name: whom, time }
  return capital(sentence(deed, about, nameOf))
}

export function operatorName({ operator, accountName }: AuditEntry, nameOf: NameOf): string {
  if (operator !== null) return nameOfOperator(operator, nameOf)
  return text(accountName === null ? 'audit.somebody' : 'audit.unsigned')
}

/** Whom it was about; '' where it was about nobody. */
export function whomOf(entry: AuditEntry, nameOf: NameOf): string {
  const { account, accountName, visitorNumber, participant, session } = entry
  if (accountName !== null) return accountName
  if (account !== null) return nameOf(account) ?? text('audit.former')
  if (visitorNumber !== null) return text('common.visitor', { number: visitorNumber })
  return participant === null && session !== null ? text('audit.all') : ''
}

/** In whole seconds, the largest two units. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (minutes === 0) return text('audit.seconds', { seconds })
  if (hours === 0) return text('audit.minutes', { minutes, seconds: seconds % 60 })
  if (hours < 24) return text('audit.hours', { hours, minutes: minutes % 60 })
  return text('audit.days', { days: Math.floor(hours / 24), hours: hours % 24 })
}

/** Accounts whose names a sentence needs. */
export function accountsIn(entry: AuditEntry): readonly AccountId[] {
  const { account, accountName, operator, deed } = entry
  const filter = 'filter' in deed ? deed.filter.operator : undefined
  return [
    ...(account !== null && accountName === null ? [account] : []),
    ...(operator !== null && operator.name === null ? [operator.id] : []),
    ...(filter === undefined ? [] : [filter]),
  ]
}

function sentence(
  deed: AuditDeed,
  about: TextValues & { readonly name: string },
  nameOf: NameOf,
): string {
  switch (deed.type) {
    case 'observing-began':
    case 'joined':
    case 'blocked':
    case 'unblocked':
    case 'help-offered':
    case 'reading-began':
    case 'reading-ended':
    case 'log-exported':
    case 'account-switched-off':
    case 'account-switched-on':
    case 'account-deleted':
    case 'account-invited':
    case 'factor-added':
    case 'factor-removed':
    case 'reset-mailed':
    case 'sign-ins-ended':
    case 'signed-in':
    case 'mail-retried':
    case 'mail-dropped':
    case 'phone-number-set':
    case 'call-offered':
    case 'call-connected':
    case 'codes-frozen':
    case 'codes-lengthened':
      return text(`audit.${deed.type}`, about)
    case 'observing-ended':
      return text('audit.observing-ended', { ...about, why: text(`audit.watchEnd.${deed.why}`) })
    case 'join-ended':
      return text('audit.join-ended', { ...about, why: text(`audit.joinEnd.${deed.why}`) })
    case 'joined-saved':
      return text('audit.joined-saved', { ...about, question: deed.question })
    case 'asked':
    case 'accepted':
    case 'refused':
    case 'stopped':
      return text(`audit.${deed.type}`, { ...about, what: text(`audit.what.${deed.what}`) })
    case 'ask-ended': {
      const what = text(`audit.what.${deed.what}`)
      return text('audit.ask-ended', { ...about, what, why: text(`audit.askEnd.${deed.why}`) })
    }
    case 'control-began':
      return deed.from === null
        ? text('audit.control-began', about)
        : text('audit.controlFrom', { ...about, from: nameOfOperator(deed.from, nameOf) })
    case 'control-ended':
      return text('audit.control-ended', { ...about, why: text(`audit.controlEnd.${deed.why}`) })
    case 'answer-saved': {
      const key = deed.over ? 'audit.answerOver' : 'audit.answer-saved'
      return text(key, { ...about, question: deed.question })
    }
    case 'pressed': {
      const what = text(`audit.pressed.${deed.what}`)
      return text('audit.pressed', { ...about, what, question: deed.question })
    }
    case 'conversation-began': {
      const from = deed.from === null ? text('audit.somebody') : nameOfOperator(deed.from, nameOf)
      return text(`audit.conversation.${deed.how}`, { ...about, from })
    }
    case 'conversation-ended': {
      const why = text(`audit.conversationEnd.${deed.why}`)
      const key = deed.since === null ? 'audit.conversationOver' : 'audit.conversation-ended'
      return text(key, { ...about, why })
    }
    case 'help-offer-ended':
      return text('audit.help-offer-ended', { ...about, why: text(`audit.offerEnd.${deed.why}`) })
    case 'phone-number-erased':
      return text(`audit.phoneErased.${deed.by}`, about)
    case 'call-offer-ended': {
      const why = text(`audit.callOfferEnd.${deed.why}`)
      return text('audit.call-offer-ended', { ...about, why })
    }
    case 'call-ended':
      return text(`audit.callEnd.${deed.fate}`, about)
    case 'account-created':
      return text('audit.account-created', { ...about, privileges: listed(deed.privileges) })
    case 'privileges-changed': {
      const values = { ...about, given: listed(deed.given), removed: listed(deed.removed) }
      if (deed.removed.length === 0) return text('audit.given', values)
      return text(deed.given.length === 0 ? 'audit.removed' : 'audit.givenAndRemoved', values)
    }
    case 'privilege-added':
    case 'privilege-deleted':
      return text(`audit.${deed.type}`, { ...about, privilege: deed.privilege })
    case 'sign-ins-failed': {
      const key = about.name === '' ? 'audit.failed' : 'audit.failedFor'
      return text(key, { ...about, count: deed.count })
    }
    case 'session-deleted':
      return text(`audit.deleted.${deed.by}`, about)
    case 'audit-read':
    case 'audit-exported':
      return filtered(text(`audit.${deed.type}`, about), deed.filter, nameOf)
  }
}

function filtered(said: string, filter: AuditFilter, nameOf: NameOf): string {
  const { operator, session, deeds, from, to } = filter
  const name = operator === undefined ? null : (nameOf(operator) ?? text('audit.former'))
  const parts = [
    ...(name === null ? [] : [text('audit.part.operator', { name })]),
    ...(session === undefined ? [] : [text('audit.part.session', { session })]),
    ...(deeds === undefined ? [] : [text('audit.part.deeds')]),
    ...(from === undefined && to === undefined ? [] : [text('audit.part.dates')]),
  ]
  if (parts.length === 0) return said
  return text('audit.filtered', { said, parts: parts.join(', ') })
}

function nameOfOperator({ id, name }: AuditOperator, nameOf: NameOf): string {
  return name ?? nameOf(id) ?? text('audit.former')
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? text('audit.noPrivileges') : names.join(', ')
}

/** Of a sentence that begins with "anonymous visitor 3". */
function capital(said: string): string {
  return said.slice(0, 1).toUpperCase() + said.slice(1)
}
