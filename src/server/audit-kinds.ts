/** The kinds that administrators choose between; every deed is of one. */
import type { AuditDeed } from '../live/audit-entry.ts'

export const AUDIT_KINDS = [
  'screens',
  'control',
  'joining',
  'consent',
  'conversations',
  'blocks',
  'phone',
  'accounts',
  'signIns',
  'data',
  'log',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

const KIND_OF: Readonly<Record<AuditDeed['type'], AuditKind>> = {
  'observing-began': 'screens',
  'observing-ended': 'screens',
  'control-began': 'control',
  'control-ended': 'control',
  'answer-saved': 'control',
  pressed: 'control',
  joined: 'joining',
  'join-ended': 'joining',
  'joined-saved': 'joining',
  asked: 'consent',
  accepted: 'consent',
  refused: 'consent',
  'ask-ended': 'consent',
  stopped: 'consent',
  'conversation-began': 'conversations',
  'conversation-ended': 'conversations',
  'help-offered': 'conversations',
  'help-offer-ended': 'conversations',
  'reading-began': 'conversations',
  'reading-ended': 'conversations',
  'log-exported': 'conversations',
  blocked: 'blocks',
  unblocked: 'blocks',
  'phone-number-set': 'phone',
  'phone-number-erased': 'phone',
  'call-offered': 'phone',
  'call-offer-ended': 'phone',
  'call-connected': 'phone',
  'call-ended': 'phone',
  'codes-frozen': 'phone',
  'codes-lengthened': 'phone',
  'account-created': 'accounts',
  'account-invited': 'accounts',
  'account-switched-off': 'accounts',
  'account-switched-on': 'accounts',
  'account-deleted': 'accounts',
  'privileges-changed': 'accounts',
  'privilege-added': 'accounts',
  'privilege-deleted': 'accounts',
  'factor-added': 'accounts',
  'factor-removed': 'accounts',
  'reset-mailed': 'accounts',
  'sign-ins-ended': 'accounts',
  'signed-in': 'signIns',
  'sign-ins-failed': 'signIns',
  'session-deleted': 'data',
  'mail-retried': 'data',
  'mail-dropped': 'data',
  'audit-read': 'log',
  'audit-exported': 'log',
}

export function deedsOf(kind: AuditKind): readonly AuditDeed['type'][] {
  const deeds = Object.entries(KIND_OF).filter(([, one]) => one === kind)
  // The keys are those of the type above.
  return deeds.map(([deed]) => deed as AuditDeed['type'])
}
