import type { Message } from '../text.ts'

/** The administrators’ page of the system’s state. */
export const system = {
  'system.title': 'System',
  'system.lead': 'How this server runs. Nothing of what people wrote is shown here.',
  'system.warnings': 'What should be looked at',
  'system.fine': 'Nothing needs to be looked at.',
  'system.warn.unsignedCalls':
    'Telephone help runs without `twilio: auth token`: whoever knows the account’s SID can pass for Twilio, and learn operators’ numbers.',
  'system.warn.noMail':
    'No mail server is set up: invitations and links have to be handed over by hand.',
  'system.warn.mailFailed': {
    one: '{count} mail could not be sent.',
    other: '{count} mails could not be sent.',
  },
  'system.warn.noTls':
    'Browsers reach this server by http. Answers and passwords can be read on the way: use https.',
  'system.warn.noUrlRoot':
    '`url root` is not configured. Links in mails then lead to whatever address a browser used.',
  'system.warn.noBubblewrap':
    'Interview code runs without bubblewrap, one of the walls around it. `sandbox: strict` refuses to start so.',
  'system.warn.noPermission': 'Interview code runs without Node’s permission model.',
  'system.warn.noSeparateUser': 'Interview code runs as the same user as the server.',
  'system.warn.noRedis':
    'Several server processes run without `redis`: what one does shows at another only after a second.',
  'system.warn.lapsed': {
    one: '{count} server process has not been heard of for more than {seconds} seconds.',
    other: '{count} server processes have not been heard of for more than {seconds} seconds.',
  },
  'system.warn.codesFrozen':
    'Just now no code of telephone help is accepted: too many wrong ones were keyed. It is over within five minutes.',
  'system.warn.codesLengthened':
    'Somebody may be guessing codes of telephone help: 50 wrong ones were keyed within a day. Until there are fewer, codes have six digits.',
  'system.warn.outbox': 'More than {count} commands wait to be carried out.',
  'system.warn.development': '`development` is on: pages show what went wrong in interview code.',

  'phoneMail.lengthened.subject': 'Somebody may be guessing phone codes at {brand}',
  'phoneMail.lengthened.text':
    'Fifty wrong codes of telephone help were keyed at {brand} within a day. From now on codes have six digits, and fewer tries are accepted, until it calms down. Nobody was put through by a wrong code.\nIf this goes on, look at the calls in the records of your telephone provider. The audit log tells when it began.',

  'system.program': 'Program',
  'system.version': 'Version',
  'system.runtime': 'Runs on',
  'system.box': 'Walls around interview code',
  'system.sandbox': 'Sandbox',
  'system.store': 'Store',
  'system.kind': 'Kind',
  'system.kind.sqlite': 'embedded (SQLite)',
  'system.kind.postgres': 'PostgreSQL',
  'system.migration': 'Last migration',
  'system.size': 'Size',
  'system.files': 'Files people sent',
  'system.filesOf': '{count}, {size}',
  'system.bus': 'News between processes',
  'system.bus.process': 'within this process',
  'system.bus.redis': 'Redis',
  'system.now': 'Now',
  'system.connected': 'Pages and Monitors connected here',
  'system.sessions': 'Sessions',
  'system.sessionsOf': '{count}, {open} open',
  'system.monitors': 'Operators at the Monitor',
  'system.monitorsOf': '{count}, {available} available',
  'system.queue': 'Waiting for an operator',
  'system.outbox': 'Commands waiting',
  'system.accounts': 'Accounts',
  'system.audit': 'Entries of the audit log',
  'system.mail': 'Mail',
  'system.mailSetUp': 'Mail server',
  'system.mailYes': 'set up',
  'system.mailNo': 'not set up',
  'system.mails': 'Mails',
  'system.mailsOf': '{waiting} waiting, {failed} failed, {sent} sent',
  'system.processes': 'Server processes',
  'system.lease': 'Last heard of',
  'system.ago': '{time} ago',
  'system.held': 'Sessions with pages there',
  'system.here': 'this one',
  'system.interviews': 'Interviews',
  'system.check': 'Check all interviews',
  'system.checkLead':
    'Loads every interview without running it, and tells what is wrong or not supported.',
  'system.checked': {
    one: '{count} interview was checked at {time}.',
    other: '{count} interviews were checked at {time}.',
  },
  'system.checkedAll': 'All of them can be loaded.',
  'system.problem': '{file}, line {line}: {message}',
  'system.problemNoLine': '{file}: {message}',
  'system.notices': 'Since this process began',
  'system.notice.failed': '{interview} stopped with an error ({code}).',
  'system.notice.no-partner-roles': '{interview} offers chat without naming a partner role.',
  'system.notice.not-saved': '{interview} keeps something that cannot be saved.',
  'system.noNotices': 'No interview has stopped with an error.',
} as const satisfies Readonly<Record<string, Message>>
