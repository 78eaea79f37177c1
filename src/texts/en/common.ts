import type { Message } from '../text.ts'

/** What pages share: names, errors, refusals, the start page. */
export const common = {
  // names
  'app.name': 'Alongside',
  'common.signIn': 'Sign in',
  'common.signOut': 'Sign out',
  'common.formerOperator': 'former operator',
  'common.visitor': 'anonymous visitor {number}',

  'common.toStart': 'To the start page',

  // the server's own answers: pages that say why something cannot be shown
  'error.notFound.title': 'Page not found',
  'error.notFound.message': 'There is nothing at this address.',
  'error.unknownSession.title': 'This interview is not here',
  'error.unknownSession.message':
    'The address names no interview that was begun here. It may have been deleted, or the link is incomplete.',
  'error.refused.title': 'This interview is somebody else’s',
  'error.refused.message':
    'It can be opened only in the browser where it was begun, or by signing in to the account that it belongs to.',
  'error.signInFirst.title': 'Please sign in',
  'error.signInFirst.message': 'You are not signed in, or not any more.',
  'error.forbidden.title': 'Not allowed',
  'error.forbidden.message': 'You have no right to do this.',
  'error.needsFactor.title': 'Authenticator app needed',
  'error.needsFactor.message':
    'Your account needs an authenticator app. Open “Your account” and set it up first.',
  'error.unknownInterview.title': 'No such interview',
  'error.unknownInterview.message': 'This server has no interview called “{interview}”.',
  'error.interview.title': 'The interview has an error',
  'error.interview.message':
    'The interview cannot go on here. Your answers are as they were before; you can go back and try again.',
  'error.tooLarge.title': 'Too large',
  'error.tooLarge.message': 'What was sent is larger than this server takes.',
  'error.badRequest.title': 'Not understood',
  'error.badRequest.message': 'The server could not make sense of what was sent.',
  'error.tooMany.title': 'Too many interviews',
  'error.tooMany.message':
    'Very many interviews were started from your network. Please try again in {seconds} seconds.',
  'error.origin.title': 'Not from one of our own pages',
  'error.origin.message':
    'For your safety, the server takes nothing that another site sends. Go back to the page and try again.',
  'error.wrongRoot.message':
    'Your browser reaches this server at {used}, but it is configured to be at {expected}. ' +
    'Whoever runs the server can correct “url root” in its configuration.',
  'error.failure.title': 'Something went wrong',
  'error.failure.message': 'The server could not do this now. Nothing was lost; please try again.',

  // the server's own answers: why a live help command was refused
  'refused.unknown-session': 'This interview is not here any more.',
  'refused.unknown-participant': 'This person is not in the interview any more.',
  'refused.unknown-operator': 'You are not known as an operator here.',
  'refused.exists': 'This was done before.',
  'refused.stale': 'It was changed in the meantime.',
  'refused.chat-unavailable': 'Nobody is available for chat at the moment.',
  'refused.chat-not-active': 'Chat is not turned on.',
  'refused.not-your-conversation': 'This conversation is somebody else’s.',
  'refused.other-readers': 'Now it would be read by other people than when it was written.',
  'refused.blocked': 'Chat with operators was ended, and cannot be turned on at the moment.',
  'refused.not-standby':
    'Help can be offered only to somebody who is here and has not turned chat on.',
  'refused.nobody-there': 'Nobody is there to whom the conversation could be offered.',
  'refused.no-transfer': 'This conversation is no longer offered to you.',
  'refused.not-observable': 'The interview does not allow this at the moment.',
  'refused.not-observing': 'Observe the screen first.',
  'refused.no-page': 'Nobody is at the screen at the moment.',
  'refused.held': 'Somebody else controls this screen.',
  'refused.no-control': 'You no longer control this screen.',
  'refused.join-over': 'You are no longer in this session.',
  'refused.too-soon': 'The user has said “Not now”. You can ask again in {seconds} seconds.',
  'refused.no-question': 'This is no longer asked.',
  'refused.no-phone': 'Enter your phone number first.',
  'refused.no-offer': 'This call is no longer offered.',
  'refused.renewed-out': 'The time of a code can be extended three times. Offer the call again.',
  'refused.call-limit': 'You have had as many calls today as the server allows.',
  'refused.too-many-offers':
    'Too many calls are offered at the moment. Try again in a few minutes.',
  'refused.phone-not-a-number':
    'This is not a phone number. Enter it with its country code, such as +1 202 555 0143.',
  'refused.phone-not-in-use': 'There is no such phone number. Please check its digits.',
  'refused.phone-premium': 'Calls to this number cost extra. Enter an ordinary number.',
  'refused.phone-country': 'This server does not call numbers of this country.',
  'refused.phone-own': 'This is the server’s own number. Enter yours.',
  'refused.reused-id': 'This was sent before with different content.',
  'refused.too-long': 'A message has at most 10,000 characters.',
  'refused.blank': 'A blank message is not sent.',
  'refused.not-allowed': 'You have no right to do this.',
  'refused.bad-request': 'The server did not understand this.',
  'refused.too-many': 'Too often. Please wait {seconds} seconds.',
  'refused.unavailable': 'The server cannot do this now.',

  // simple pages
  'shell.skip': 'Skip to the content',
  'start.title': 'Interviews',
  'start.lead': 'Choose one to begin. You can stop at any time and go on later in this browser.',
  'start.none': 'There are no interviews on this server yet.',
  'begin.lead': 'You came here by a link. Go on when you are ready.',
  'leave.title': 'You are leaving this site',
  'leave.go': 'Go on',
  'begin.button': 'Go on',
  'error.usedLink.title': 'This link no longer works',
  'error.usedLink.message':
    'A link works only once, and only for a limited time. Ask for a new one.',
  'error.status': 'Error {status}',
  'error.detail': 'Details',
} as const satisfies Readonly<Record<string, Message>>
