import type { Message } from '../text.ts'

/** The command line. */
export const commandLine = {
  'cli.serving': 'Alongside is serving at {address}',
  'cli.walls': 'Interview code is boxed by: {walls}',
  'cli.wallGate': 'import gate',
  'cli.wallPermission': 'process without environment and permissions',
  'cli.wallProcess': 'process without environment',
  'cli.wallUser': 'user of its own',
  'cli.wallBubblewrap': 'bubblewrap',
  'cli.noBubblewrap': 'and not by bubblewrap, which does not work here',
  'cli.keyMade': 'Made a key for what is stored, in {file}: without it nothing there can be read.',
  'cli.firstAdministrator':
    'First administrator ({email}): open this link, once, within a day:\n  {link}',
  'cli.phone': 'Telephone help: when {number} is called, Twilio has to ask {address} (POST).',
  'cli.phoneUnsigned':
    'Warning: without `twilio: auth token` whoever knows the account’s SID can pass for Twilio, and learn operators’ numbers.',
  'cli.phoneStandIn': 'Telephone help: calls can be tried at {address}',
  'cli.noFolder': '`interviews folder`: there is no folder {folder}',
  'cli.portTaken':
    'Port {port} is taken by another program: stop it, or set PORT to another number.',
  'cli.portForbidden': 'Port {port} may not be used by this user: set PORT to a number above 1023.',
  'cli.unknownHost': '`host` is no address of this machine.',
  'cli.noConfig': '{path}: there is no such file',
  'cli.checkOk': 'ok      {path}',
  'cli.checkNotOk': 'not ok  {path}',
  'cli.unreadable': 'is no file that can be read, or larger than 2 MB',
  'cli.missing': 'Not supported yet, and how often it is used:',
  'cli.stopping': 'Stopping. Once more to stop at once.',
  'cli.emailMissing': 'An e-mail address is needed: --email name@example.org',
  'cli.personCreated': 'Created the account of {email}.',
  'cli.setPasswordLink': 'To set a password, open this link once, within 7 days:\n  {link}',
  'cli.unknownCommand': 'There is no command `{command}`.',
  'cli.nearCommand': 'Did you mean `{command}`?',
  'cli.migrated': 'The store is up to date.',
  'cli.nothingToCheck': 'There is no interview at {path}.',
} as const satisfies Readonly<Record<string, Message>>
