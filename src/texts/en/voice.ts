import type { Message } from '../text.ts'

/** The page of development from which the server's number can be called. */
export const voice = {
  'voice.title': 'Call the server’s number',
  'voice.lead':
    'For development: nothing leaves this server, and nobody’s telephone rings. What a caller would hear and what would be dialled is shown here.',
  'voice.number': 'The server’s number',
  'voice.caller': 'Number of whoever calls',
  'voice.callerHint': 'With + and the country’s code. Leave it empty for a withheld number.',
  'voice.call': 'Call',
  'voice.callAgain': 'Call again',
  'voice.heard': 'The caller hears',
  'voice.digits': 'Keys that the caller presses',
  'voice.digitsHint': 'As if followed by the pound sign.',
  'voice.press': 'Press',
  'voice.silence': 'Where no key is pressed for {seconds} seconds, the caller hears',
  'voice.dial':
    'The operator’s telephone would ring now, for {seconds} seconds at most. It shows {number}; the call would be cut after {limit}.',
  'voice.minutes': { one: '{count} minute', other: '{count} minutes' },
  'voice.answer': 'Answer',
  'voice.busy': 'Busy',
  'voice.noAnswer': 'No answer',
  'voice.talking': 'The operator has answered. They talk.',
  'voice.hangUp': 'Hang up',
  'voice.over': 'The call is over.',
  'voice.failed': 'The call could not go on.',
} as const satisfies Readonly<Record<string, Message>>
