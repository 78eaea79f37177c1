import type { Message } from '../text.ts'

/** The second factor of an account (ACC2). */
export const secondFactor = {
  'code.title': 'Enter your code',
  'code.lead': 'One more step: type the six digits that your authenticator app shows for {brand}.',
  'code.field': 'Code',
  'code.button': 'Continue',
  'code.recovery': 'I do not have my phone',
  'code.recoveryLead':
    'Use one of the recovery codes that you were given when you set up the app. Each works once.',
  'code.recoveryField': 'Recovery code',
  'code.recoveryButton': 'Use recovery code',
  'code.lost': 'No recovery codes left? An administrator can remove the app from your account.',
  'code.wrong': 'This code is wrong, or was used already. Apps show a new one every 30 seconds.',
  'code.wrongRecovery':
    'This recovery code is wrong, or was used already. Each works once; spaces and capitals do not matter.',
  'code.wait': {
    one: 'Too many wrong codes. Wait a minute, or use a recovery code.',
    other: 'Too many wrong codes. Wait {count} minutes, or use a recovery code.',
  },
  'code.gone': 'That took too long. Please sign in again.',

  'factor.title': 'Authenticator app',
  'factor.lead':
    'With an authenticator app on your phone, your password alone does not open your account: signing in also asks for a code that only your phone knows.',
  'factor.required':
    'Your account needs an authenticator app. Set it up now: until then, nothing else can be opened.',
  'factor.notAllowed': 'Authenticator apps are not offered for your account.',
  'factor.password': 'Your password',
  'factor.begin': 'Set up',
  'factor.stepApp':
    'Open an authenticator app on your phone (any will do: Aegis, Google Authenticator, Microsoft Authenticator, a password manager).',
  'factor.stepScan': 'Scan this picture with the app.',
  'factor.picture': 'The secret as a picture for the app’s camera',
  'factor.stepType': 'Or type this secret into the app:',
  'factor.stepCode': 'Type the six digits that the app shows now.',
  'factor.confirm': 'Switch on',
  'factor.anew': 'Begin anew',
  'factor.wrongNew': 'This code is wrong. Is the clock of your phone right?',
  'factor.noDraft': 'This was begun too long ago, or in another window. Please begin anew.',
  'factor.on': 'On since {date}.',
  'factor.codesLeft': {
    one: 'You have {count} recovery code left.',
    other: 'You have {count} recovery codes left.',
  },
  'factor.codesTitle': 'Your recovery codes',
  'factor.codesLead':
    'Keep them where you find them without your phone, on paper for example. Each works once. They are shown only now.',
  'factor.codesDone': 'I have kept them',
  'factor.isOn': 'The authenticator app is on. You were signed out everywhere else.',
  'factor.renewTitle': 'New recovery codes',
  'factor.renewLead': 'The ones that you have stop working.',
  'factor.renew': 'Make new codes',
  'factor.removeTitle': 'Switch off',
  'factor.removeLead':
    'Do this to move to a new phone: switch off here, then set up again on the new one.',
  'factor.remove': 'Switch off',
  'factor.anyCode': 'Code from the app, or a recovery code',

  'users.factor': 'Signing in asks for a code of an authenticator app.',
  'users.factorLead':
    'Remove it when the phone and the recovery codes are lost, and you are sure who asks for it.',
  'users.removeFactor': 'Remove the authenticator app',

  'accountMail.factor-on.subject': 'Authenticator app switched on at {brand}',
  'accountMail.factor-on.text':
    'Signing in to your account at {brand} asks for a code of an authenticator app from now on. The account was signed out on all other devices.\nIf it was not you, tell the people who run the server at once.',
  'accountMail.factor-off.subject': 'Authenticator app switched off at {brand}',
  'accountMail.factor-off.text':
    'Signing in to your account at {brand} no longer asks for a code of an authenticator app.\nIf it was not you, choose a new password at {forgot}, and tell the people who run the server at once.',
  'accountMail.factor-removed.subject': 'Authenticator app removed at {brand}',
  'accountMail.factor-removed.text':
    'An administrator removed the authenticator app from your account at {brand}: your password alone opens it until you set up another.\nIf you did not ask for it, tell the people who run the server at once.',
  'accountMail.codes-renewed.subject': 'New recovery codes at {brand}',
  'accountMail.codes-renewed.text':
    'New recovery codes were made for your account at {brand}. The earlier ones stopped working.\nIf it was not you, tell the people who run the server at once.',
  'accountMail.recovery-used.subject': 'A recovery code was used at {brand}',
  'accountMail.recovery-used.text':
    'Somebody signed in to your account at {brand} with your password and a recovery code.\nIf it was not you, choose a new password at {forgot}, and make new recovery codes.',
  'accountMail.codes-guessed.subject': 'Somebody knows your password at {brand}',
  'accountMail.codes-guessed.text':
    'Somebody gave the right password of your account at {brand}, and then wrong codes, several times. They did not get in.\nIf it was not you, choose a new password at {forgot}.',
} as const satisfies Readonly<Record<string, Message>>
