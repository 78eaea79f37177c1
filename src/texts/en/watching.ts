import type { Message } from '../text.ts'

/** The user's page while operators see it, ask for it, or work on it. */
export const watching = {
  'watch.region': 'Who sees this screen',
  'watch.and': '{first} and {last}',
  'watch.watched': '{names} can see this screen.',
  'watch.stop': 'Stop',
  'watch.stopOne': 'Stop {name}',
  'watch.stopShowing': 'Stop showing',
  'watch.stopShowingTo': 'Stop showing this screen to {name}',
  'watch.asksToSee': '{name} asks to see this screen.',
  'watch.asksToWork': '{name} asks to work on this screen for you.',
  'watch.allow': 'Allow',
  'watch.notNow': 'Not now',
  'watch.allowLong': 'Allow: {question}',
  'watch.notNowLong': 'Not now: {question}',
  'watch.answerAtTop': 'Press Escape to get to the answer.',
  'watch.controlled': '{name} is working on this screen.',
  'watch.takeBack': 'Take back',
  'watch.takeAtTop': 'Press Escape to get to “Take back”.',
  'watch.denied': 'Take the screen back to change something yourself.',
  'watch.elsewhere': '{name} is working in another tab of yours.',
  'watch.over': '{name} has stopped working on this screen. It is yours again.',
  'watch.takenBack': 'You have taken the screen back.',
  'watch.letGo': 'Nothing was heard of {name} any more. The screen is yours again.',
  'watch.hidden': 'hidden from operators',
} as const satisfies Readonly<Record<string, Message>>
