import type { Message } from '../text.ts'

/** Signing in by OpenID Connect (ACC2). */
export const openid = {
  'openid.signIn': 'Sign in with {name}',
  'openid.or': 'or',
  'openid.unreachable': '{name} cannot be reached just now. Please try again later.',
  'openid.expired':
    'Signing in with {name} took too long, or was begun elsewhere. Please try again.',
  'openid.denied': '{name} did not sign you in.',
  'openid.bad-reply': '{name} gave an answer that does not hold. Please try again.',
  'openid.not-asked': '{name} did not ask you who you are. Sign out there first, then try again.',
  'openid.not-you': 'That was not the account at {name} that is connected here.',
  'openid.unverified':
    '{name} has not confirmed an e-mail address of yours. Confirm it there first.',
  'openid.domain': 'Your e-mail address at {name} is not one that may sign in here.',
  'openid.no-account': 'There is no account for you here. Ask an administrator for one.',
  'openid.link-first':
    'There is already an account with your e-mail address. Sign in with its password first; then open “Your account”, “Sign-in methods”, and connect {name}.',
  'openid.switched-off': 'Your account is switched off. Ask an administrator.',
  'openid.taken': 'Another account here is connected with your account at {name}.',
  'openid.tooMany': 'Too many attempts. Please wait some minutes.',

  'proof.first': 'First confirm that it is you.',
  'proof.lead': 'For this, you are asked first who you are.',
  'proof.title': 'Confirm that it is you',
  'proof.why':
    'Your account has no password here, so you sign in once more elsewhere. That holds for ten minutes.',
  'proof.at': 'Sign in again with {name}',
  'proof.done': 'Thank you. For ten minutes, you can change your account.',

  'connections.title': 'Sign-in methods',
  'connections.lead': 'Where you can sign in instead of typing your password here.',
  'connections.connected': 'Connected since {date}.',
  'connections.connect': 'Connect {name}',
  'connections.disconnect': 'Disconnect',
  'connections.disconnectNamed': 'Disconnect {name}',
  'connections.password': 'Your password, to connect another',
  'connections.onlyWay': 'This is the only way into your account. Set a password first.',
  'connections.done': '{name} is connected.',
  'connections.goTitle': 'Continue at {name}',
  'connections.goLead': '{name} asks who you are, and brings you back here.',
  'connections.go': 'Continue',

  'accountMail.connected.subject': '{name} is connected with your account at {brand}',
  'accountMail.connected.text':
    'From now on you can sign in to your account at {brand} with {name}.\nIf it was not you, choose a new password at {forgot}, and tell the people who run the server at once.',
} as const satisfies Readonly<Record<string, Message>>
