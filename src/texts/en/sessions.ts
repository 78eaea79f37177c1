import type { Message } from '../text.ts'

/** "My interviews": what a person has begun, and its end. */
export const sessions = {
  'sessions.title': 'My interviews',
  'sessions.lead': 'What you have begun. Go on where you left off, or delete it.',
  'sessions.signIn': 'Sign in to see the interviews of your account.',
  'sessions.none': 'You have not begun any interview yet.',
  'sessions.pages': 'Parts of the list',
  'sessions.first': 'Back to the newest',
  'sessions.older': 'Show older ones',
  'sessions.begun': 'Begun',
  'sessions.used': 'Last used',
  'sessions.progress': '{percent}% done',
  'sessions.over': 'Ended. Its answers are deleted.',
  'sessions.resume': 'Go on',
  'sessions.again': 'Begin again',
  'sessions.delete': 'Delete',
  'sessions.deleted': 'The interview was deleted.',
  'sessions.deleteTitle': 'Delete this interview?',
  'sessions.deleteWhat':
    'All answers, files and chat messages of this interview are deleted for good. Nobody can bring them back.',
  'sessions.deleteOthers': 'Other people take part in it. They lose it as well.',
  'sessions.deleteNow': 'Delete for good',
  'sessions.keep': 'Keep it',
  'error.noSecret.title': 'Whose session is it?',
  'error.noSecret.message':
    'Send the secret that you were given with the session, as “Authorization: Bearer ...”.',
  'sessions.goOn': 'Go on with',
  'sessions.all': 'All my interviews',
} as const satisfies Readonly<Record<string, Message>>
