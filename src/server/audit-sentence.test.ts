import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAccountId, parseParticipantId, parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { NOWHERE } from '../live/audit-account.ts'
import type { AuditDeed, AuditEntry } from '../live/audit-entry.ts'
import { durationText, sentenceOf } from './audit-sentence.ts'

const account = must(parseAccountId('a'.repeat(22)), 'an id')
const session = must(parseSessionId('s'.repeat(22)), 'an id')
const participant = must(parseParticipantId('p'.repeat(22)), 'an id')
const OLGA = { id: account, name: 'Olga' }
const VISITOR = { ...NOWHERE, session, participant, visitorNumber: 3 }
const PAUL = { ...NOWHERE, account, accountName: 'Paul' }

type About = Pick<AuditEntry, 'accountName' | 'visitorNumber' | 'session' | 'participant'>
const control = { number: 1, question: 'income', over: false } as const

/** One sentence of each kind of deed, and of what is said differently. */
const SENTENCES: Readonly<
  Record<AuditDeed['type'], readonly (readonly [object, About | null, string])[]>
> = {
  'observing-began': [[{}, VISITOR, 'Olga began to observe anonymous visitor 3.']],
  'observing-ended': [
    [
      { since: 0, why: 'participant' },
      VISITOR,
      'Olga observed anonymous visitor 3 for 1 min 5 s: ended by the user.',
    ],
  ],
  joined: [[{}, VISITOR, 'Olga joined the session of anonymous visitor 3.']],
  'join-ended': [
    [
      { since: 0, why: 'participant' },
      VISITOR,
      'Olga was in the session of anonymous visitor 3 for 1 min 5 s: ended by the user.',
    ],
  ],
  'joined-saved': [
    [
      { question: 'income' },
      VISITOR,
      'Olga saved an answer in the session of anonymous visitor 3: income.',
    ],
  ],
  asked: [[{ what: 'observe' }, VISITOR, 'Olga asked anonymous visitor 3 to see the screen.']],
  accepted: [
    [{ what: 'control' }, VISITOR, 'Anonymous visitor 3 allowed Olga to work on the screen.'],
  ],
  refused: [
    [{ what: 'observe' }, VISITOR, 'Anonymous visitor 3 did not allow Olga to see the screen.'],
  ],
  'ask-ended': [
    [
      { what: 'observe', since: 0, why: 'expired' },
      VISITOR,
      'Olga asked anonymous visitor 3 to see the screen and had no answer: the time was over.',
    ],
  ],
  stopped: [
    [
      { what: 'observe' },
      VISITOR,
      'Anonymous visitor 3 stopped Olga, who has to ask from now on to see the screen.',
    ],
  ],
  'control-began': [
    [{ from: null }, VISITOR, 'Olga took control of the screen of anonymous visitor 3.'],
    [
      { from: { id: account, name: null } },
      VISITOR,
      'Olga took control of the screen of anonymous visitor 3 from Now Called.',
    ],
  ],
  'control-ended': [
    [
      { since: 5000, why: 'taken-over' },
      VISITOR,
      'Olga controlled the screen of anonymous visitor 3 for 1 min 0 s: taken over by another operator.',
    ],
  ],
  'answer-saved': [
    [control, VISITOR, 'Under the control of Olga, anonymous visitor 3 answered “income”.'],
    [
      { ...control, over: true },
      VISITOR,
      'Under the control of Olga, which had ended meanwhile, anonymous visitor 3 answered “income”.',
    ],
  ],
  pressed: [
    [
      { ...control, what: 'back' },
      VISITOR,
      'Under the control of Olga, Back was pressed at “income” of anonymous visitor 3.',
    ],
  ],
  blocked: [[{}, VISITOR, 'Olga blocked anonymous visitor 3.']],
  unblocked: [
    [{ since: 0 }, VISITOR, 'Olga lifted the block of anonymous visitor 3 after 1 min 5 s.'],
  ],
  'conversation-began': [
    [
      { how: 'assigned', from: null },
      { ...VISITOR, participant: null, visitorNumber: null },
      'Olga was given the conversation of everybody in the session.',
    ],
    [
      { how: 'transferred', from: OLGA },
      VISITOR,
      'Olga accepted the conversation of anonymous visitor 3 from Olga.',
    ],
  ],
  'conversation-ended': [
    [
      { since: 0, why: 'left' },
      VISITOR,
      'Olga had the conversation of anonymous visitor 3 for 1 min 5 s: the operator was gone.',
    ],
    [
      { since: null, why: 'offline' },
      VISITOR,
      'Olga no longer had the conversation of anonymous visitor 3: the user was gone.',
    ],
  ],
  'help-offered': [[{}, VISITOR, 'Olga offered help to anonymous visitor 3.']],
  'help-offer-ended': [
    [
      { since: 0, why: 'accepted' },
      VISITOR,
      'Olga had offered help to anonymous visitor 3 for 1 min 5 s: accepted.',
    ],
  ],
  'reading-began': [
    [{}, VISITOR, 'Olga opened the conversation of anonymous visitor 3 to read it.'],
  ],
  'reading-ended': [
    [{ since: 0 }, VISITOR, 'Olga read the conversation of anonymous visitor 3 for 1 min 5 s.'],
  ],
  'log-exported': [[{}, VISITOR, 'Olga saved the conversation of anonymous visitor 3 as a file.']],
  'account-created': [
    [{ privileges: [] }, PAUL, 'Olga made an account for Paul, with no privileges.'],
  ],
  'privileges-changed': [
    [{ given: ['admin', 'user'], removed: [] }, PAUL, 'Olga gave Paul the privileges admin, user.'],
    [{ given: [], removed: ['admin'] }, PAUL, 'Olga took from Paul the privileges admin.'],
    [
      { given: ['user'], removed: ['admin'] },
      PAUL,
      'Olga gave Paul the privileges user and took the privileges admin.',
    ],
  ],
  'account-switched-off': [[{}, PAUL, 'Olga switched off the account of Paul.']],
  'account-switched-on': [[{}, PAUL, 'Olga switched on the account of Paul.']],
  'account-deleted': [[{}, PAUL, 'Olga deleted the account of Paul.']],
  'account-invited': [[{}, PAUL, 'Olga invited Paul.']],
  'factor-removed': [[{}, PAUL, 'Olga removed the second factor of Paul.']],
  'factor-added': [[{}, PAUL, 'Paul added a second factor.']],
  'sign-ins-ended': [[{}, PAUL, 'Olga signed Paul out everywhere.']],
  'reset-mailed': [[{}, PAUL, 'Olga had a link to a new password mailed to Paul.']],
  'privilege-added': [
    [{ privilege: 'tax team' }, null, 'Olga added the privilege tax team to the list.'],
  ],
  'privilege-deleted': [
    [{ privilege: 'tax team' }, null, 'Olga deleted the privilege tax team from the list.'],
  ],
  'signed-in': [[{}, PAUL, 'Paul signed in.']],
  'sign-ins-failed': [
    [{ count: 1, since: 0 }, PAUL, 'Somebody failed to sign in as Paul, 1 time within 1 min 5 s.'],
    [
      { count: 9, since: 0 },
      null,
      'Somebody failed to sign in as nobody in particular, 9 times within 1 min 5 s.',
    ],
  ],
  'session-deleted': [
    [{ by: 'administrator' }, VISITOR, 'Olga deleted the session of anonymous visitor 3.'],
    [{ by: 'owner' }, VISITOR, 'Anonymous visitor 3 deleted their session.'],
    [
      { by: 'retention' },
      VISITOR,
      'The session of anonymous visitor 3 was deleted: nobody had used it for long.',
    ],
  ],
  'phone-number-set': [[{}, null, 'Olga entered a phone number.']],
  'phone-number-erased': [
    [{ by: 'operator' }, null, 'Olga erased their phone number.'],
    [
      { by: 'time' },
      null,
      'The phone number of Olga was erased: their Monitor had not been open for 30 days.',
    ],
    [{ by: 'account' }, null, 'The phone number of Olga was erased with their right to help.'],
    [
      { by: 'configuration' },
      null,
      'The phone number of Olga was erased: the server’s configuration lets nobody call it any more.',
    ],
  ],
  'call-offered': [[{}, VISITOR, 'Olga offered anonymous visitor 3 a call.']],
  'call-offer-ended': [
    [
      { since: 0, why: 'expired' },
      VISITOR,
      'Olga had offered anonymous visitor 3 a call for 1 min 5 s: not used in time.',
    ],
  ],
  'call-connected': [
    [{}, VISITOR, 'A call with the code of anonymous visitor 3 was put through to Olga.'],
  ],
  'call-ended': [
    [
      { since: 0, fate: 'ended' },
      VISITOR,
      'The call with the code of anonymous visitor 3 to Olga ended after 1 min 5 s.',
    ],
    [
      { since: 0, fate: 'no-answer' },
      VISITOR,
      'Olga did not answer the call of anonymous visitor 3.',
    ],
  ],
  'codes-frozen': [
    [
      {},
      null,
      'No code was accepted for five minutes: too many wrong ones had been keyed by telephone.',
    ],
  ],
  'codes-lengthened': [
    [
      {},
      null,
      'Codes have six digits from now on: 50 wrong ones had been keyed by telephone within a day.',
    ],
  ],
  'mail-retried': [[{}, null, 'Olga had a mail sent again.']],
  'mail-dropped': [[{}, null, 'Olga dropped a queued mail.']],
  'audit-read': [
    [{ filter: {} }, null, 'Olga read this log.'],
    [
      { filter: { operator: account, session, deeds: ['blocked'], from: 0 } },
      null,
      `Olga read this log. Only a part: what Now Called did, session ${session}, some kinds of entries, some dates.`,
    ],
  ],
  'audit-exported': [[{ filter: {} }, null, 'Olga exported this log.']],
}

describe('sentences of the audit log', () => {
  const nameOf = () => 'Now Called'

  for (const [type, said] of Object.entries(SENTENCES)) {
    it(`[ACC5] say what was done: ${type}`, () => {
      for (const [details, about, sentence] of said) {
        const deed = { type, ...details } as AuditDeed
        const entry = { ...NOWHERE, ...about, at: 65_000, operator: OLGA, deed }
        assert.equal(sentenceOf(entry, nameOf), sentence)
      }
    })
  }

  it('[ACC5] name nobody whom the log does not name', () => {
    const entry = { ...VISITOR, at: 0, operator: null, deed: { type: 'blocked' } } as const
    assert.equal(
      sentenceOf(entry, nameOf),
      'Somebody who is not named blocked anonymous visitor 3.',
    )
    const gone = { ...entry, operator: { id: account, name: null } }
    assert.equal(
      sentenceOf(gone, () => null),
      'A former account blocked anonymous visitor 3.',
    )
  })

  it('[ACC5] tell lengths of time in the two largest units', () => {
    const times = [-5, 499, 59_400, 60_000, 3_599_000, 3_600_000, 86_399_000, 90_000_000]
    assert.deepEqual(times.map(durationText), [
      '0 s',
      '0 s',
      '59 s',
      '1 min 0 s',
      '59 min 59 s',
      '1 h 0 min',
      '23 h 59 min',
      '1 d 1 h',
    ])
  })
})
