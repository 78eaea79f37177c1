import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeId, parseAccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { monitorUp } from '../protocol/monitor.ts'
import { pageUp } from '../protocol/page.ts'
import {
  access,
  MONITOR_MESSAGE_VERBS,
  PAGE_MESSAGE_VERBS,
  ROUTE_VERBS,
  type Actor,
  type Resource,
  type Verb,
} from './access.ts'
import { PATHS } from './routes.ts'

const id = must(parseAccountId(encodeId(new Uint8Array(16))), 'an id')
const account = (...privileges: string[]): Actor => ({ account: { id, privileges } })

const ACTORS = {
  anonymous: { account: null },
  user: account('user'),
  developer: account('developer'),
  advocate: account('advocate'),
  admin: account('admin'),
} as const satisfies Record<string, Actor>
type Kind = keyof typeof ACTORS

const room = {
  kind: 'session',
  required: [],
  multiUser: false,
  called: true,
  availability: 'available',
} as const
const OWN: Resource = { ...room, required: null, standing: 'participant', owns: true }
const OTHERS: Resource = { ...room, standing: 'stranger' }
/** ACC4: none of the actors is of that group. */
const OUTSIDE: Resource = {
  ...room,
  standing: 'stranger',
  required: [['admin', 'advocate'], ['housing']],
}
const SERVER: Resource = { kind: 'server' }

const EVERYBODY: readonly Kind[] = ['anonymous', 'user', 'developer', 'advocate', 'admin']
const ACCOUNTS: readonly Kind[] = ['user', 'developer', 'advocate', 'admin']
const OPERATORS: readonly Kind[] = ['advocate', 'admin']
const NOBODY: readonly Kind[] = []

/** Operators, to sessions that they may see. */
const IN_SCOPE = { server: NOBODY, own: NOBODY, others: OPERATORS }

/** Who may do what: to the server, to a session of their own, to another's. */
const EXPECTED: Readonly<
  Record<Verb, { server: readonly Kind[]; own: readonly Kind[]; others: readonly Kind[] }>
> = {
  'read-public': { server: EVERYBODY, own: EVERYBODY, others: EVERYBODY },
  'sign-in': { server: EVERYBODY, own: EVERYBODY, others: EVERYBODY },
  'sign-out': { server: EVERYBODY, own: EVERYBODY, others: EVERYBODY },
  'own-factor': { server: ACCOUNTS, own: ACCOUNTS, others: ACCOUNTS },
  'change-password': { server: ACCOUNTS, own: ACCOUNTS, others: ACCOUNTS },
  'own-account': { server: ACCOUNTS, own: ACCOUNTS, others: ACCOUNTS },
  start: { server: EVERYBODY, own: EVERYBODY, others: EVERYBODY },
  enter: { server: NOBODY, own: EVERYBODY, others: NOBODY },
  'view-session': { server: NOBODY, own: EVERYBODY, others: NOBODY },
  'read-file': { server: NOBODY, own: EVERYBODY, others: NOBODY },
  submit: { server: NOBODY, own: EVERYBODY, others: NOBODY },
  'export-own': { server: ACCOUNTS, own: ACCOUNTS, others: ACCOUNTS },
  'set-aside': { server: NOBODY, own: NOBODY, others: NOBODY },
  'delete-session': { server: NOBODY, own: EVERYBODY, others: NOBODY },
  connect: { server: NOBODY, own: EVERYBODY, others: NOBODY },
  chat: { server: NOBODY, own: EVERYBODY, others: NOBODY },
  'show-screen': { server: NOBODY, own: EVERYBODY, others: NOBODY },
  monitor: { server: OPERATORS, own: OPERATORS, others: OPERATORS },
  'see-entry': IN_SCOPE,
  'set-desk': { server: OPERATORS, own: OPERATORS, others: OPERATORS },
  'operator-chat': IN_SCOPE,
  'read-conversation': IN_SCOPE,
  'stop-reading': { server: OPERATORS, own: OPERATORS, others: OPERATORS },
  'offer-help': IN_SCOPE,
  'offer-call': IN_SCOPE,
  'withdraw-call': IN_SCOPE,
  'take-chat': IN_SCOPE,
  block: IN_SCOPE,
  dismiss: IN_SCOPE,
  observe: IN_SCOPE,
  'stop-observing': { server: OPERATORS, own: OPERATORS, others: OPERATORS },
  'answer-operator': { server: NOBODY, own: EVERYBODY, others: NOBODY },
  control: IN_SCOPE,
  join: IN_SCOPE,
  'stop-controlling': { server: OPERATORS, own: OPERATORS, others: OPERATORS },
  administer: { server: ['admin'], own: ['admin'], others: ['admin'] },
}

const ENTRANCES: readonly (readonly [string, Verb | undefined])[] = [
  ...Object.entries(ROUTE_VERBS),
  ...pageUp.options.map((option) => {
    const type = option.shape.type.value
    return [`page socket: ${type}`, PAGE_MESSAGE_VERBS[type]] as const
  }),
  ...monitorUp.options.map((option) => {
    const type = option.shape.type.value
    return [`Monitor socket: ${type}`, MONITOR_MESSAGE_VERBS[type]] as const
  }),
]

describe('access', () => {
  it('[ACC3] every path of the server has a rule for some method', () => {
    const ruled = new Set(Object.keys(ROUTE_VERBS).map((route) => route.split(' ')[1]))
    assert.deepEqual(
      Object.values(PATHS).filter((path) => !ruled.has(path)),
      [],
    )
  })

  for (const [entrance, verb] of ENTRANCES) {
    it(`[ACC3] ${entrance}: each kind of actor is allowed exactly what the table says`, () => {
      const known = must(verb, `no verb for ${entrance}`)
      const row = EXPECTED[known]
      for (const kind of EVERYBODY) {
        const may = (resource: Resource) => access(ACTORS[kind], known, resource) === 'allowed'
        assert.equal(may(SERVER), row.server.includes(kind), `${kind}, server`)
        assert.equal(may(OWN), row.own.includes(kind), `${kind}, own session`)
        assert.equal(may(OTHERS), row.others.includes(kind), `${kind}, another's session`)
        const outside = row === IN_SCOPE ? NOBODY : row.others
        assert.equal(may(OUTSIDE), outside.includes(kind), `${kind}, outside of it`)
      }
    })
  }

  it('[AUT8] [JOI1] [ACC4] who joined may stay while they may help, or the session is for several', () => {
    for (const verb of ['view-session', 'submit', 'connect', 'chat', 'read-file'] as const) {
      for (const kind of EVERYBODY) {
        const joined = (parts: object) =>
          access(ACTORS[kind], verb, { ...room, standing: 'joined', ...parts })
        const isOperator = OPERATORS.includes(kind)
        assert.equal(joined({}), isOperator ? 'allowed' : 'refused')
        assert.equal(joined({ availability: 'unavailable' }), 'refused')
        const several = joined({ availability: 'unavailable', multiUser: true })
        assert.equal(several, isOperator ? 'allowed' : 'refused')
        const elsewhere = joined({ required: [['housing']], multiUser: true })
        assert.equal(elsewhere, 'refused')
      }
    }
  })

  it('[AUT13] [SES2] a share link opens a session only while it is for several', () => {
    const holder = { ...room, standing: 'key-holder' } as const
    assert.equal(access(ACTORS.anonymous, 'enter', holder), 'refused')
    assert.equal(access(ACTORS.anonymous, 'enter', { ...holder, multiUser: true }), 'allowed')
    assert.equal(
      access(ACTORS.anonymous, 'view-session', { ...holder, multiUser: true }),
      'refused',
    )
  })

  it('[SES3] who takes part in another one’s session does not delete it', () => {
    const guest: Resource = { ...room, standing: 'participant' }
    assert.equal(access(ACTORS.admin, 'delete-session', guest), 'refused')
  })

  it('[SES3] who takes part in another one’s session under an account takes it off their list', () => {
    const guest: Resource = { ...room, standing: 'participant' }
    assert.equal(access(ACTORS.user, 'set-aside', guest), 'allowed')
    assert.equal(access(ACTORS.user, 'set-aside', { ...guest, owns: true }), 'refused')
    assert.equal(access(ACTORS.anonymous, 'set-aside', guest), 'refused')
    assert.equal(access(ACTORS.admin, 'set-aside', { ...room, standing: 'joined' }), 'refused')
  })

  it('[ACC3] the link to a file opens that, and nothing else', () => {
    const holder: Resource = { ...room, standing: 'link-holder' }
    const may = Object.keys(EXPECTED).filter(
      (verb) => access(ACTORS.anonymous, verb as Verb, holder) === 'allowed',
    )
    assert.deepEqual(may, ['read-public', 'sign-in', 'sign-out', 'start', 'read-file'])
  })

  it('[ACC4] of each list that is asked for one privilege must be had, also by administrators', () => {
    const seen = (required: readonly (readonly string[])[], ...privileges: string[]) =>
      access(account(...privileges), 'see-entry', { ...room, standing: 'stranger', required })
    assert.equal(seen([['housing', 'tax']], 'advocate', 'tax'), 'allowed')
    assert.equal(seen([['housing'], ['tax']], 'advocate', 'tax'), 'hidden')
    assert.equal(seen([['housing'], ['tax']], 'advocate', 'tax', 'housing'), 'allowed')
    assert.equal(seen([['housing']], 'admin'), 'hidden')
    assert.equal(seen([['housing', 'admin']], 'admin'), 'allowed')
    assert.equal(seen([['housing']], 'housing'), 'hidden', 'no operator')
    assert.equal(seen([[]], 'admin', 'advocate'), 'hidden')
  })

  it('[OBS4] observing is allowed in available and observeonly, and nowhere else', () => {
    const at = (called: boolean, availability: 'available' | 'unavailable' | 'observeonly') =>
      access(ACTORS.advocate, 'observe', { ...room, standing: 'stranger', called, availability })
    assert.equal(at(true, 'available'), 'allowed')
    assert.equal(at(true, 'observeonly'), 'allowed')
    assert.equal(at(true, 'unavailable'), 'refused')
    assert.equal(at(false, 'available'), 'refused')
  })
})
