import type { Message } from '../text.ts'

/** People's own accounts: registering, profile, links, mails about them; the administrators' lists. */
export const ownAccount = {
  // registering, and a forgotten password
  'register.title': 'Create an account',
  'register.lead':
    'With an account you can go on with your interviews on any device. We send you a link; it shows that the address is yours.',
  'register.send': 'Send me the link',
  'register.closed':
    'Accounts on this server are created by its administrators. Please ask them for one.',
  'register.haveOne': 'I have an account',
  'register.create': 'Create an account',
  'forgot.title': 'Forgot your password?',
  'forgot.lead':
    'Enter the e-mail address of your account. We send you a link for choosing a new password.',
  'forgot.send': 'Send me the link',
  'mailSent.title': 'Look into your mail',
  'mailSent.register':
    'We sent a mail to {email}. Open the link in it to choose a password. It works for a day.',
  'mailSent.forgot':
    'We sent a mail to {email}. Open the link in it to choose a new password. It works for an hour.',
  'mailSent.notThere':
    'Nothing there after a few minutes? Look among the unwanted mails, and check the address.',
  'mail.wait': {
    one: 'Mails were asked for too often. Please look into your mail, and wait a minute before you ask again.',
    other:
      'Mails were asked for too often. Please look into your mail, and wait {count} minutes before you ask again.',
  },
  'newPassword.register.title': 'Choose a password',
  'newPassword.register.lead':
    'The address {email} is confirmed. Choose a password for your account.',
  'newPassword.register.button': 'Create the account',
  'newPassword.set-password.title': 'Choose a password',
  'newPassword.set-password.lead': 'Choose a password for the account of {email}.',
  'newPassword.set-password.button': 'Save and sign in',
  'newPassword.reset.title': 'Choose a new password',
  'newPassword.reset.lead':
    'Choose a new password for the account of {email}. It is signed out everywhere else.',
  'newPassword.reset.button': 'Save and sign in',
  'link.change-email.title': 'Confirm the new address',
  'link.change-email.lead': 'From now on the account signs in with {email}.',
  'link.change-email.button': 'Confirm',

  // one's own account
  'account.title': 'Your account',
  'account.profile': 'About you',
  'account.language': 'Language',
  'account.timezone': 'Time zone',
  'account.unset': 'Not said',
  'account.serverTimezone': 'The server’s: {zone}',
  'account.save': 'Save',
  'account.done.registered': 'Your account is ready, and you are signed in.',
  'account.done.account-deleted': 'Your account is deleted.',
  'account.done.signed-out': 'It is signed out there.',
  'account.done.saved': 'Saved.',
  'account.done.password':
    'Your password is saved. Wherever else you were signed in, you are not any more.',
  'account.done.moved': 'Your new address is confirmed. You sign in with it from now on.',
  'account.done.mailed': 'We sent a link to the new address. The address changes when you open it.',
  'account.emailTitle': 'E-mail address',
  'account.emailNow': 'You sign in with {email}.',
  'account.newEmail': 'New e-mail address',
  'account.present': 'Your password',
  'account.sendLink': 'Send a link to the new address',
  'account.noMail': 'This server sends no mail yet. Please ask its administrators.',
  'account.signIns': 'Where you are signed in',
  'account.thisBrowser': 'this browser',
  'account.unknownBrowser': 'Unknown browser',
  'account.signInTimes': 'since {since}, last used {used}',
  'account.endSignIn': 'Sign out',
  'account.endOthers': 'Sign out everywhere else',
  'account.delete': 'Delete the account',
  'account.deleteLead':
    'The account of {email} is deleted for good: names, address, and where it is signed in.',
  'account.deleteKept':
    'The interviews that you began are deleted too, with their answers, files and messages. What you wrote in other people’s conversations stays with them, without your name.',
  'account.deleteSure': 'Delete my account',
  'account.bad-language': 'This language is not in the list.',
  'account.bad-timezone': 'This time zone is not in the list.',
  'account.last-administrator':
    'This is the only administrator. Make somebody else an administrator first.',

  // administrators
  'users.search': 'Name or e-mail address',
  'users.find': 'Search',
  'users.count': { one: '{count} account', other: '{count} accounts' },
  'users.none': 'There is no such account.',
  'users.range': '{from} to {to} of {total}',
  'users.before': 'Previous page',
  'users.after': 'Next page',
  'users.edit': 'Edit',
  'users.editOf': 'Edit: {email}',
  'users.noPassword': 'has no password yet',
  'users.back': 'All users',
  'users.since': 'Account since {date}.',
  'users.savePrivileges': 'Save privileges',
  'users.ownPrivileges':
    'The privileges of your own account can be changed by another administrator.',
  'users.access': 'Access',
  'users.endSignIns': 'Sign out everywhere',
  'users.endSignInsLead': 'Ends all sign-ins of this account, as after a lost phone.',
  'users.switchOffLead': 'A switched-off account cannot sign in; it is signed out at once.',
  'users.switchOnLead': 'This account is switched off and cannot sign in.',
  'users.invite': 'Send the invitation again',
  'users.inviteLink': 'Make a new link',
  'users.inviteLead': 'A link by which this person chooses a password. It works for 7 days.',
  'users.reset': 'Send a link for a new password',
  'users.deleteLead':
    'The account is deleted for good, and with it the interviews that this person began. What they wrote in other people’s conversations stays, under “former operator”.',
  'users.deleteSure': 'I know that this cannot be undone',
  'users.deleteNotSure': 'Tick the box to delete the account.',
  'users.done.saved': 'Saved.',
  'users.done.mailed': 'The mail is on its way.',
  'users.done.deleted': 'The account was deleted.',
  'users.mailed': 'Created {email}. We sent a mail with a link for choosing a password.',
  'users.oneLink': 'Give this link to {email}: it lets them set a password, once.',
  'privileges.title': 'Privileges',
  'privileges.lead':
    'Interviews can ask for privileges of your own with user_has_privilege(). Give them to people on the page Users.',
  'privileges.known': 'built in',
  'privileges.remove': 'Remove',
  'privileges.removeOf': 'Remove: {name}',
  'privileges.removeLead': 'Removing a privilege takes it from everybody who has it.',
  'privileges.new': 'New privilege',
  'privileges.name': 'Name',
  'privileges.add': 'Add',
  'privileges.user': 'user: has an account',
  'privileges.bad-privilege':
    'A privilege has letters, digits, spaces and dashes, at most 40 of them.',
  'privileges.known-privilege': 'This one is built in.',

  // mails
  'accountMail.foot': 'Sent by {brand}, {server}',
  'accountMail.footOnly': 'Sent by {brand}',
  'accountMail.confirm.subject': 'Your account at {brand}',
  'accountMail.confirm.text':
    'Somebody, probably you, wants to create an account at {brand} with this address.\nOpen this link to choose a password. It works for a day, once. If it was not you, do nothing: without the link there is no account.',
  'accountMail.has-account.subject': 'You have an account at {brand} already',
  'accountMail.has-account.text':
    'Somebody, probably you, wants to create an account at {brand} with this address. There is one already.\nSign in with your password at {server}. If you have forgotten it, open this link to choose a new one. It works for an hour, once.',
  'accountMail.reset.subject': 'A new password for {brand}',
  'accountMail.reset.text':
    'Somebody, probably you, has forgotten the password of this account at {brand}.\nOpen this link to choose a new one. It works for an hour, once. If it was not you, do nothing: your password stays as it is.',
  'accountMail.no-account.subject': 'No account at {brand}',
  'accountMail.no-account.text':
    'Somebody, probably you, wants a new password for an account at {brand} with this address. There is none. You may have used another address.',
  'accountMail.switched-off.subject': 'Your account at {brand}',
  'accountMail.switched-off.text':
    'Somebody, probably you, wants to use your account at {brand}. It is switched off. Please ask the people who run the server.',
  'accountMail.new-email.subject': 'Your new address at {brand}',
  'accountMail.new-email.text':
    'This address was entered for an account at {brand}.\nOpen this link to confirm that it is yours; sign in first, still with your earlier address. It works for a day, once. If it was not you, do nothing.',
  'accountMail.email-in-use.subject': 'Your address at {brand}',
  'accountMail.email-in-use.text':
    'Somebody, probably you, wants to use this address for another account at {brand}. It has an account already, so nothing was changed.',
  'accountMail.password-changed.subject': 'Your password at {brand} was changed',
  'accountMail.password-changed.text':
    'The password of your account at {brand} was changed, and the account was signed out on all other devices.\nIf it was not you, choose a new one at {forgot}.',
  'accountMail.email-changed.subject': 'Your address at {brand} was changed',
  'accountMail.email-changed.text':
    'Your account at {brand} signs in with {email} from now on, and no longer with this address.\nIf it was not you, tell the people who run the server at once.',
  'accountMail.invited.subject': 'Your account at {brand}',
  'accountMail.invited.text':
    'An administrator of {brand} made an account for you.\nOpen this link to choose a password. It works for 7 days, once.',
} as const satisfies Readonly<Record<string, Message>>
