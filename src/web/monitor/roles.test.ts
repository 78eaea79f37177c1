import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MAX_TICKED_ROLES } from '../../protocol/limits.ts'
import { parseMonitorMessage } from '../../protocol/parse.ts'
import { mayTick } from './roles.ts'

describe('ticking a role', () => {
  const isTaken = (roles: readonly string[]): boolean =>
    parseMonitorMessage(JSON.stringify({ type: 'set-roles', id: `${'A'.repeat(22)}-1`, roles })) !==
    null

  it('[MON3] [REL7] is refused here where the server would close the line for it', () => {
    const ticked: string[] = []
    for (let count = 0; count <= MAX_TICKED_ROLES + 1; count++) {
      const role = `role ${count}`
      assert.equal(mayTick(ticked, role), isTaken([...ticked, role]), role)
      if (mayTick(ticked, role)) ticked.push(role)
    }
    assert.equal(ticked.length, MAX_TICKED_ROLES)
    for (const role of ['', 'x', 'x'.repeat(100), 'x'.repeat(101)]) {
      assert.equal(mayTick([], role), isTaken([role]), `${role.length} letters`)
    }
    assert.equal(mayTick(['x'], 'x'), false)
  })
})
