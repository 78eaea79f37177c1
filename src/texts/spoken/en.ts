/** What callers of the server's number hear, in American English. None tells how long a code is. */
export const spokenEn = {
  enter: 'Hello. Please enter the code that is shown on your screen, followed by the pound sign.',
  'enter-again': 'Please enter the code once more, followed by the pound sign.',
  'nothing-entered': 'No code was entered.',
  wrong: 'I am sorry. This code is not valid, or not valid any more.',
  connecting: 'Thank you. Please hold while you are being connected.',
  'connected-already': 'This call has been connected already.',
  'no-answer':
    'I am sorry. Nobody answered. When you can call again, your screen shows a new code.',
  busy: 'I am sorry. The line is busy. When you can call again, your screen shows a new code.',
  failed:
    'I am sorry. You could not be connected. When you can call again, your screen shows a new code.',
  unavailable: 'I am sorry. Something went wrong. Please call again in a moment.',
  goodbye: 'Goodbye.',
} as const
