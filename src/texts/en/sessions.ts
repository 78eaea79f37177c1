import type { Message } from '../text.ts'

/** "My interviews": what a person has begun, and its end. */
export const sessions = {
  'sessions.title': 'My interviews',
  'sessions.lead':
    'What you have begun or take part in. Go on where you left off, or take it off this list.',
  'sessions.signIn': 'Sign in to see the interviews of your account.',
  'sessions.none': 'There is no interview on your list yet.',
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
  'sessions.setAside': 'Take off my list',
  'sessions.setAsideTitle': 'Take this interview off your list?',
  'sessions.setAsideWhat':
    'Somebody else began it, so it stays for everybody who takes part in it, with your answers and messages. Only this list, and the download of your data, leave it out.',
  'sessions.setAsideBack':
    'It is on your list again as soon as you open it by its link, signed in as now:',
  'sessions.setAsideNow': 'Take it off my list',
  'sessions.setAsideKeep': 'Leave it there',
  'sessions.setAsideDone':
    'The interview is off your list. The others still have it, and its link opens it for you again.',
  'sessions.export': 'Download all my data',
  'sessions.exportWhat':
    'A ZIP file with your account, and of each interview on your list the answers, your files and the chat as you may read it.',
  'export.readme':
    'What this server keeps of you.\n\naccount.json: your account.\ninterviews/: a folder for each interview on your list, last used first.\n  about.json: what it is, when you used it, and your calls with operators.\n  answers.json: your answers, by the names that the interview has for them.\n  chat.txt: the conversation, as far as you may read it.\n  files/: what you sent.\n',
  'export.notAlone':
    'Several people take part in this interview. Its answers are not only yours, so they are not included.',
  'export.noAnswers': 'The answers cannot be told: the interview has ended, or is no longer here.',
  'error.exports.title': 'Too many downloads',
  'error.exports.message': {
    one: 'Please wait a minute.',
    other: 'Please wait {count} minutes.',
  },
  'error.noSecret.title': 'Whose session is it?',
  'error.noSecret.message':
    'Send the secret that you were given with the session, as “Authorization: Bearer ...”.',
  'sessions.goOn': 'Go on with',
  'sessions.beginNew': 'Begin another one',
  'sessions.all': 'All my interviews',
} as const satisfies Readonly<Record<string, Message>>
