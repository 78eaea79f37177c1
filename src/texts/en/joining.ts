import type { Message } from '../text.ts'

/** JOI: who joined a session, and answers that others change. */
export const joining = {
  'page.newer':
    'The answers were changed in another tab of yours. This screen is no longer the newest.',
  'page.changedBy': '{name} changed answers. What you typed here stays when you refresh.',
  'page.changedByVisitor':
    'Anonymous visitor {number} changed answers. What you typed here stays when you refresh.',
  'page.showNewer': 'Refresh',
  'join.title': 'Join a session',
  'join.about': 'You want to join {name} in “{title}”.',
  'join.asking': 'The user has been asked. You join them when they allow it.',
  'join.accepted': 'The user allows it.',
  'join.enter': 'Join now',
  'join.refused': 'The user does not want you to join.',
  'join.refusedWait': 'The user does not want you to join. You can ask again in {seconds} seconds.',
  'join.noAnswer': 'The user has not answered, or does not want you to take part any more.',
  'join.askAgain': 'Ask again',
  'join.withdraw': 'Do not join',
  'join.left': 'You are no longer in the session',
  'join.leftMeaning': 'You can close this tab, or join again from the Monitor.',
  'join.withdrawn': 'You do not join the session',
  'join.withdrawnMeaning':
    'The user is not asked any more. You can close this tab, or join from the Monitor.',
  'join.toMonitor': 'Monitor',
  'join.bar': 'You have joined {name}. What you save here changes their answers.',
  'join.leave': 'Leave',
  'join.region': 'Joined session',
  'join.over.left': 'You have left this session.',
  'join.over.participant':
    'The user does not want you to take part any more. You are no longer in this session.',
  'join.over.interview':
    'The interview does not allow joining any more, or asks the user first. You are no longer in this session.',
  'join.over.not-allowed': 'You may no longer help in this session.',
  'error.cannotJoin.title': 'This session cannot be joined',
  'error.cannotJoin.message':
    'The interview does not allow it at the moment, or the session is over.',
  'error.joinOver.title': 'You are no longer in this session',
  'error.joinOver.message':
    'You had joined it, and have left it or were taken out of it. The Monitor shows whether you can join again.',
  'overtaken.self': 'another tab of yours',
  'overtaken.same':
    'Answers were changed in the meantime by {name}. Nothing was saved yet: look at this screen once more, then send it again.',
  'overtaken.review':
    'Answers were changed in the meantime by {name}. This screen shows the newest.',
  'overtaken.other':
    'Answers were changed in the meantime by {name}, so what you sent was not saved. This screen comes now.',
  'typed.title': 'What you had typed',
  'typed.noLabel': 'Answer',
} as const satisfies Readonly<Record<string, Message>>
