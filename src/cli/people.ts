/** `create-admin` and `create-operator`: accounts from the command line, beside a running server or without one. */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createAccounts } from '../accounts/accounts.ts'
import { createArgon2Hasher } from '../accounts/argon2.ts'
import { text } from '../texts/text.ts'
import type { Config } from './config.ts'
import { openStore } from './open-store.ts'
import { judgePassword } from '../accounts/password-rules.ts'

export interface PersonRequest {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly privileges: readonly string[]
  /** Null: a one-time link to set a password is printed instead. */
  readonly password: string | null
}

export function parsePerson(
  args: readonly string[],
  defaultPrivilege: string,
): { readonly person: Omit<PersonRequest, 'password'>; readonly passwordFromInput: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      email: { type: 'string' },
      'first-name': { type: 'string', default: '' },
      'last-name': { type: 'string', default: '' },
      privilege: { type: 'string', multiple: true, default: [defaultPrivilege] },
      'password-stdin': { type: 'boolean', default: false },
    },
  })
  if (values.email === undefined) throw new Error(text('cli.emailMissing'))
  const person = {
    email: values.email,
    firstName: values['first-name'],
    lastName: values['last-name'],
    privileges: values.privilege,
  }
  return { person, passwordFromInput: values['password-stdin'] }
}

/** The lines to print. Throws with a sentence that says what is wrong. */
export async function createPerson(
  config: Config,
  person: PersonRequest,
  address: string,
): Promise<readonly string[]> {
  const weak = person.password === null ? null : await judgePassword(person.password, person.email)
  if (weak !== null) throw new Error(text(`password.${weak}`))
  const store = await openStore(config, false)
  try {
    const accounts = createAccounts({
      store,
      passwords: createArgon2Hasher(),
      random: (bytes) => randomBytes(bytes),
      now: () => store.now(),
    })
    const created = await accounts.createAccount(person)
    if (created.type === 'refused') throw new Error(text(`account.${created.code}`))
    // So that the administrators' pages know it too; the built-in ones they know.
    for (const name of person.privileges) await accounts.addPrivilege(name)
    const { id, email } = created.account
    if (person.password === null) {
      const token = await accounts.createLink(id, 'set-password')
      return [
        text('cli.personCreated', { email }),
        text('cli.setPasswordLink', { link: `${address}signin/link?token=${token}` }),
      ]
    }
    await accounts.setPassword(id, person.password)
    return [text('cli.personCreated', { email })]
  } finally {
    await store.close()
  }
}
