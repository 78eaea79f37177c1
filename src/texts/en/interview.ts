import type { Message } from '../text.ts'

/** The interview page: screens, answers and what is wrong with them, help and media. */
export const interview = {
  // screens' own words and what is wrong with answers (the engine)
  'screen.continue': 'Continue',
  'screen.resume': 'Resume',
  'screen.yes': 'Yes',
  'screen.no': 'No',
  'screen.maybe': 'I don’t know',
  'screen.finished': 'This interview is finished.',
  'field.noneOfTheAbove': 'None of the above',
  'answer.required': 'You need to fill this in.',
  'answer.choose': 'You need to choose one.',
  'answer.tickOne': 'Check at least one box, or “None of the above”.',
  'answer.noneAndSome': 'Check either “None of the above” or other boxes, not both.',
  'answer.notAChoice': 'This is not one of the choices.',
  'answer.press': 'Press one of the buttons.',
  'answer.notUnderstood': 'This cannot be understood.',
  'answer.unknownField': 'The form holds a field that this screen does not have.',
  'answer.integer': 'Please enter a whole number.',
  'answer.number': 'Please enter a number.',
  'answer.date': 'Please enter a date.',
  'answer.time': 'Please enter a time.',
  'answer.datetime': 'Please enter a date and a time.',
  'answer.email': 'Please enter an e-mail address.',
  'answer.min': 'This has to be {min} or more.',
  'answer.max': 'This has to be {max} or less.',
  'answer.tooShort': 'Please enter at least {min} characters.',
  'answer.tooLong': 'Please enter at most {max} characters.',

  // interview page
  'page.skip': 'Skip to the question',
  'page.menu': 'Menu',
  'page.monitor': 'Monitor',
  'screen.back': 'Back',
  'screen.change': 'Change',
  'screen.progress': 'Progress',
  'screen.refused': {
    one: 'Please check the answer marked below.',
    other: 'Please check the answers marked below.',
  },
  'field.choose': 'Select...',
  'field.yes': 'Yes',
  'field.answer': 'Your answer',
  'field.required': 'Required',
  'help.title': 'Help',
  'help.close': 'Close help',
  'help.own': 'There is help for this question.',
  'help.question': 'Help with this question',
  'help.interview': 'About this interview',
  'media.audio': 'Recording',
  'media.video': 'Video',
  'media.audioAt': 'Listen to the recording at {site}',
  'media.videoAt': 'Watch the video at {site}',
  'media.captions': 'Captions',
  'media.transcript': 'Transcript',

  // the server's own answers: screens
  'flow.overtaken':
    'The answers were changed in the meantime, so what you just sent was not used. ' +
    'This is the current screen.',
  'flow.notDue': 'That screen is no longer due. This is the one to go on with.',

  // interview page, said by its script
  'notice.close': 'Close notice',
  'page.tryAgain': 'Try again',
  'page.reload': 'Reload',
  'page.notSent':
    'Your answers could not be sent: there is no connection. They are still here; nothing is lost.',
  'page.serverTrouble': 'The server could not take this just now. What you typed is still here.',
  'page.lineLost':
    'The connection for live help is lost. It is being restored; you can go on with the interview.',
  'page.noLine': 'Live help cannot be reached. The interview works as usual.',
  'page.oldVersion': 'There is a newer version of this page. Reload it for live help to work.',
  'page.ended': 'This interview is no longer open to you in this browser.',
  'page.newer': 'The answers were changed elsewhere. This screen is no longer the newest.',
  'page.showNewer': 'Show the newest',
  'page.titleUnread': '({count}) {title}',
  'check.required': 'Please fill in this field.',
  'check.choose': 'Please choose an answer.',
  'check.email': 'Please enter an e-mail address, like name@example.org.',
  'check.number': 'Please enter a number.',
  'check.date': 'Please enter a whole date or time.',
  'check.min': 'Please enter {limit} or more.',
  'check.max': 'Please enter {limit} or less.',
} as const satisfies Readonly<Record<string, Message>>
