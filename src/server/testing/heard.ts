/** What callers of the server's number are to hear. */
import assert from 'node:assert/strict'
import { CANARY, PUBLIC, SERVER_NUMBER, SPOKEN, type Heard } from './caller.ts'

const WRONG = `${SPOKEN.wrong} ${SPOKEN['enter-again']}`
const SILENCE = `${SPOKEN['nothing-entered']} ${SPOKEN['enter-again']}`

/** What a caller hears who is asked for a code; where no key is pressed, all of it. */
export function asked(first: string): readonly string[] {
  return [first, SILENCE, SPOKEN['nothing-entered'], SPOKEN.goodbye]
}

/** A caller is connected, and how. */
export function expectDial(heard: Heard): void {
  assert.deepEqual([heard.status, heard.said], [200, [SPOKEN.connecting]])
  assert.equal(heard.dialled, CANARY)
  const dial = heard.verbs.at(-1)
  assert.deepEqual(
    { name: dial?.name, ...dial?.attributes },
    {
      name: 'Dial',
      action: `${PUBLIC}/voice/over`,
      method: 'POST',
      callerId: SERVER_NUMBER,
      timeLimit: '3600',
      timeout: '30',
    },
  )
}

export function expectWrong(heard: Heard): void {
  assert.deepEqual([heard.status, heard.dialled, heard.said], [200, null, asked(WRONG)])
}
