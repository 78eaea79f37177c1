/** Users who are all connected to one operator, as the ground of a story. */
import { setTimeout as pause } from 'node:timers/promises'
import { createOperator } from '../e2e/people.ts'
import { OPERATOR, type TestServer } from '../e2e/server.ts'
import { signIn } from '../support/wire-client.ts'
import {
  createOperatorAtWork,
  createUser,
  createWitness,
  type OperatorAtWork,
  type User,
  type Witness,
} from './people.ts'

export interface Talk {
  readonly users: readonly User[]
  readonly operator: OperatorAtWork
  readonly witness: Witness
  readonly close: () => void
}

/** `url`: where the users' and the operator's lines go, when not straight to the server. */
export async function startTalk(
  server: TestServer,
  count: number,
  more: { readonly url?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Talk> {
  const { url = server.url, env = {} } = more
  const witness = createWitness()
  await createOperator(server, env)
  const operator = await createOperatorAtWork(await signIn(url, OPERATOR), 'operator', witness)
  await until(() => operator.page.isOpen() && operator.page.pending() === 0)
  const users: User[] = []
  for (let n = 1; n <= count; n++) users.push(await createUser(url, `user ${n}`, witness))
  await until(() => operator.conversations().length === count)
  return {
    users,
    operator,
    witness,
    close() {
      for (const person of [...users, operator]) person.close()
    },
  }
}

/** The test's own timeout ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10)
}

/** A message of the user, to its acknowledgement and the operator's screen. */
export async function exchange(talk: Talk, user: User): Promise<void> {
  const text = user.speak()
  await until(
    () =>
      user.page.pending() === 0 &&
      user.lines().at(-1)?.text === text &&
      talk.operator.lines(user.session)?.at(-1)?.text === text,
  )
}
