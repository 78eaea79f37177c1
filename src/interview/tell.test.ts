import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

describe('answers as JSON', () => {
  let python: Python
  before(async () => {
    python = await createPlainPython()
  })

  it('[SES3] are the variables as interview code sees them; one that cannot be told hides no other', () => {
    const visit = createVisit(python, {
      yaml: `
imports:
  - datetime
  - decimal
---
objects:
  - user: Individual
---
mandatory: True
code: |
  user.name.first = 'Ann "Lee" é'
  amount = decimal.Decimal('1.50')
  day = datetime.date(2026, 1, 15)
  flags = {'a': True, 'b': None}
  ring = []
  ring.append(ring)
  nothing = float('nan')
  def helper():
    return 1
---
mandatory: True
question: Done`,
    })
    visit.show()
    const reply = visit.evaluate({ type: 'tell' })
    assert.equal(reply.type, 'told')
    const told: Record<string, unknown> = reply.type === 'told' ? JSON.parse(reply.variables) : {}
    const { amount, day, flags, ring, nothing, user } = told
    assert.deepEqual(
      { amount, day, flags, ring, nothing },
      {
        amount: 1.5,
        day: '2026-01-15',
        flags: { a: true, b: null },
        ring: '(cannot be told)',
        nothing: '(cannot be told)',
      },
    )
    assert.match(JSON.stringify(user), /"first":"Ann \\"Lee\\" é"/)
    assert.equal('helper' in told, false)
  })
})
