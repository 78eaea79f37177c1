import type { Message } from '../text.ts'

/** Telephone help on the Monitor. */
export const monitorPhone = {
  'monitor.phone.number': 'Your phone number',
  'monitor.phone.hint':
    'Users never see it: they call the server’s number with a code and are put through to you.',
  'monitor.phone.save': 'Save',
  'monitor.phone.remove': 'Remove',
  'monitor.phone.removeWhole': 'Remove your phone number',
  'monitor.phone.empty': 'Type a number first.',
  'monitor.phone.tooLong': 'This is too long for a phone number.',
  'monitor.phone.refused': 'Not saved: {reason}',
  'monitor.phone.stillOld': 'Calls still go to the number saved before.',
  'monitor.phone.saving': 'Saving…',
  'monitor.phone.unsaved': 'Not saved yet.',
  'monitor.phone.saved': 'Saved. Kept until {date}, longer while you use the Monitor.',
  'monitor.phone.removed': 'Your number is removed. Nobody can call you.',
  'monitor.phone.hide': 'Hide the number on this screen',
  'monitor.phone.callsLeft': {
    one: '{count} more call can be put through to you today.',
    other: '{count} more calls can be put through to you today.',
  },
  'monitor.phone.noCallsLeft': 'No more calls can be put through to you today.',
  'monitor.phone.button': 'Phone',
  'monitor.phone.buttonWho': 'Phone: {name} can call you',
  'monitor.phone.offer': 'Click if you want the user to be able to call you.',
  'monitor.phone.withdraw': 'The user can call you. Click to cancel.',
  'monitor.phone.offered': 'The user sees a number and a code to call you.',
  'monitor.phone.offeredBy': 'The user can call {name}.',
  'monitor.phone.renew': '5 more minutes',
  'monitor.phone.renewWhole': {
    one: '5 more minutes for the call of {name} ({count} time left)',
    other: '5 more minutes for the call of {name} ({count} times left)',
  },
  'monitor.phone.renewedOut': 'This code cannot be given more time.',
  'monitor.phone.again': 'Offer again',
  'monitor.phone.againWho': 'Offer again: a call to {name}',
  'monitor.phone.paused': 'After many wrong codes no code can be used before {time}.',
  'monitor.phone.callOf': '{name}: {call}',
  'monitor.phone.you': 'you',
} as const satisfies Readonly<Record<string, Message>>
