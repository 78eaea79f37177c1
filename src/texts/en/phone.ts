import type { Message } from '../text.ts'

/** Telephone help: on the interview page, and what became of a call wherever it is told. */
export const phone = {
  'phone.title': 'Telephone help',
  'phone.icon': 'Telephone help is available',
  'phone.how': 'Call this number. When you are asked for the code, enter it and press\u00a0#.',
  'phone.code': 'Code to reach {name}',
  'phone.left': '{time} left',
  'phone.minutesLeft': {
    one: 'Valid for {count} more minute',
    other: 'Valid for {count} more minutes',
  },
  'phone.oneMinute': 'The code to reach {name} is valid for one more minute.',
  'phone.newCode': 'There is a new code to reach {name}. The one before is no longer valid.',
  'phone.paused': 'Codes cannot be used at the moment. Please call after {time}.',
  'phone.over': 'The code to reach {name} is no longer valid.',
  'phone.notice': '{name} can help you by telephone.',
  'phone.show': 'Show number and code',
  'phone.call.ringing': 'You are being put through to {name}. The code is used up.',
  'phone.call.answered': 'You are on the telephone with {name}.',
  'phone.call.ended': 'Your call with {name} has ended.',
  'phone.call.busy': 'The line of {name} is busy. They can offer another call.',
  'phone.call.no-answer': '{name} has not answered. They can offer another call.',
  'phone.call.failed': 'The call to {name} could not be put through. They can offer another call.',
  'phone.call.unknown': 'Your call to {name} is over.',

  // in the conversation, on both sides
  'call.somebody': 'an operator',
  'call.ringing': 'Call to {name}: ringing',
  'call.answered': 'Call with {name}: answered',
  'call.ended': 'Call with {name}: ended',
  'call.lasted': 'Call with {name}: ended after {time}',
  'call.busy': 'Call to {name}: busy',
  'call.no-answer': 'Call to {name}: no answer',
  'call.failed': 'Call to {name}: could not be put through',
  'call.unknown': 'Call to {name}: how it ended is not known',
} as const satisfies Readonly<Record<string, Message>>
