import type { Message } from '../text.ts'

/** The administrators’ page of mails. */
export const mail = {
  'mail.title': 'Mails',
  'mail.lead':
    'Everything that this server wants sent, the last change first. What was sent, failed or dropped is forgotten after a month.',
  'mail.noServer':
    'No mail server is set up: mails wait for two days, then they fail. Set one up under “mail” in the configuration.',
  'mail.none': 'There are none.',
  'mail.all': 'All',
  'mail.states': 'Show by state',
  'mail.entries': 'Mails',
  'mail.state.waiting': 'waiting',
  'mail.state.sending': 'being sent',
  'mail.state.sent': 'sent',
  'mail.state.failed': 'failed',
  'mail.state.doubtful': 'perhaps arrived',
  'mail.state.dropped': 'dropped',
  'mail.kind.invitation': 'Invitation',
  'mail.kind.password': 'New password',
  'mail.kind.account': 'About an account',
  'mail.kind.interview': 'From an interview',
  'mail.kind.role': 'Somebody’s turn in an interview',
  'mail.kind.test': 'Test',
  'mail.to': '{kind}, to {to}',
  'mail.toMore': '{kind}, to {to} and {count} more',
  'mail.unreadable': '{kind}, to somebody: it was sealed with another key',
  'mail.when': 'queued {created}',
  'mail.changed': '{state} since {changed}',
  'mail.next': 'next attempt {due}',
  'mail.attempts': { one: '{count} attempt', other: '{count} attempts' },
  'mail.code': 'mail server said {code}',
  'mail.word': 'last trouble: {code}',
  'mail.doubtfulHelp':
    'The line broke twice before the mail server’s word. Ask the addressee before you try again: it may come twice.',
  'mail.again': 'Try again',
  'mail.drop': 'Drop',
  'mail.notNow': 'It is being sent, or settled, by now. Nothing was changed.',
  'mail.content': 'What it says',
  'mail.older': 'Older mails',
  'mail.newest': 'Newest mails',
  'mail.zone': 'Times are those of {zone}.',
} as const satisfies Readonly<Record<string, Message>>
