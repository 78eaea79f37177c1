import type { Message } from '../text.ts'

/** Accounts: signing in, passwords, the administrator’s page. */
export const accounts = {
  // pages
  'signIn.wrong': 'E-mail address or password is wrong.',
  'signIn.tooMany': {
    one: 'Too many attempts. Please wait a minute.',
    other: 'Too many attempts. Please wait {count} minutes.',
  },
  'password.wrong': 'The current password is wrong.',
  'password.different': 'The two new passwords do not match.',
  'signIn.email': 'E-mail address',
  'signIn.password': 'Password',
  'link.title': 'Sign in by link',
  'link.lead': 'This link signs you in as {email}. It works once.',
  'link.button': 'Sign in',
  'password.title': 'Change password',
  'password.first': 'Set a password',
  'password.present': 'Current password',
  'password.new': 'New password',
  'password.again': 'New password, again',
  'password.rule': {
    one: 'At least {count} character.',
    other: 'At least {count} characters. Several words are easier to remember than symbols.',
  },
  'password.save': 'Save password',
  'users.title': 'Users',
  'users.new': 'New account',
  'users.firstName': 'First name',
  'users.lastName': 'Last name',
  'users.privileges': 'Privileges',
  'users.admin': 'admin: everything, this page included',
  'users.advocate': 'advocate: helps people on the Monitor',
  'users.developer': 'developer: writes interviews',
  'users.noPrivilege': 'no privileges',
  'users.create': 'Create account',
  'users.created': 'Created {email}. Give them this link: it lets them set a password, once.',
  'users.link': 'One-time link',
  'users.switchOff': 'Switch off',
  'users.switchOn': 'Switch on',
  'users.off': 'switched off',
  'users.you': 'you',

  // accounts: why something was refused
  'account.exists': 'There is already an account with this e-mail address.',
  'account.bad-email': 'This is not an e-mail address.',
  'account.bad-name': 'A name has at most 100 characters.',
  'account.unknown-privilege':
    'A privilege has letters, digits, spaces and dashes, at most 40 of them.',
  'password.too-short': 'A password has at least 10 characters.',
  'password.too-long': 'A password has at most 200 characters.',
  'password.is-email': 'The e-mail address cannot be the password.',
  'password.common':
    'This password is among the first that are guessed. Several words in a row are better.',
  'password.is-name':
    'A password that is little more than your address is soon guessed. Several words in a row are better.',
} as const satisfies Readonly<Record<string, Message>>
