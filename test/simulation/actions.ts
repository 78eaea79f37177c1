/**
 * What people, operators, interviews and fate do. One line is one action: it is chosen by weight, gets
 * randomness of its own (so that leaving out another step changes nothing here), and does something at
 * once or nothing.
 */
import type { Row } from './action.ts'
import { ENDS } from './actions-ends.ts'
import { FATE } from './actions-fate.ts'
import { JOINING } from './actions-joining.ts'
import { OPERATORS } from './actions-operators.ts'
import { TELEPHONE } from './actions-phone.ts'
import { INTERVIEWS, USERS } from './actions-users.ts'
import { WATCHING } from './actions-watching.ts'

export const ACTIONS = {
  ...USERS,
  ...OPERATORS,
  ...WATCHING,
  ...INTERVIEWS,
  ...FATE,
  ...JOINING,
  ...ENDS,
  ...TELEPHONE,
} satisfies Record<string, Row>

export type ActionName = keyof typeof ACTIONS
