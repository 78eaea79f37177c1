import type { Message } from '../text.ts'

/** ROL2: mails to people who take turns in an interview. They name it, and nobody and nothing else. */
export const roles = {
  'roles.turnSubject': '{title}: it is your turn',
  'roles.turn':
    'Somebody who takes part in “{title}” has come to a question that is for you.\n\nOpen this link to answer it:\n{link}\n\nIt opens the answers that have been given so far: please do not pass it on.\n',
  'roles.goOnSubject': '{title}: you can go on',
  'roles.goOn':
    'The others have done their part of “{title}”, and you can go on now.\n\nOpen this link:\n{link}\n\nIt opens your answers: please do not pass it on.\n',
} as const satisfies Readonly<Record<string, Message>>
