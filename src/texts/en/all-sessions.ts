import type { Message } from '../text.ts'

/** The administrators' page of sessions. */
export const allSessions = {
  'allSessions.title': 'Sessions',
  'allSessions.lead': 'Who is in which interview. What they answered is not shown here.',
  'allSessions.interview': 'Interview',
  'allSessions.every': 'All interviews',
  'allSessions.id': 'Session’s id or address',
  'allSessions.onlyOpen': 'Only those that are open now',
  'allSessions.show': 'Show',
  'allSessions.reset': 'Show all',
  'allSessions.none': 'There is no such session.',
  'allSessions.list': 'Sessions, last used first',
  'allSessions.open': {
    one: 'open: {count} person is here',
    other: 'open: {count} people are here',
  },
  'allSessions.away': 'nobody is here',
  'allSessions.ended': 'ended',
  'allSessions.people': { one: '{count} participant', other: '{count} participants' },
  'allSessions.watched': 'observed by {names}',
  'allSessions.chatting': 'in conversation with {names}',
  'allSessions.waiting': 'waits for an operator',
  'allSessions.begun': 'Begun',
  'allSessions.used': 'last used',
  'allSessions.log': 'Audit log',
  'allSessions.delete': 'Delete',
  'allSessions.deleted': 'The session was deleted.',
  'allSessions.older': 'Older sessions',
  'allSessions.newest': 'Newest sessions',
} as const satisfies Readonly<Record<string, Message>>
