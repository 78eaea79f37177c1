/** What it costs the user's line to be observed: once, and for each key. */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { createOperator, newPage, operatorOn, visitorOn } from './people.ts'
import { startServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'
const REST = 'amara Teresa Tenant of Elm Street and of no other street'

test('[OBS2] a key tells of its letter alone, in 50 bytes', async ({ browser }) => {
  const server = await startServer()
  const operator = operatorOn(await newPage(browser), server.url)
  const visitor = visitorOn(await newPage(browser), server.url)
  const told: string[] = []
  visitor.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"mirror"')) told.push(String(payload))
    })
  })
  try {
    await createOperator(server)
    await operator.signIn()
    await visitor.begin('all-fields.yml')
    const picture = await operator.observe(VISITOR)
    // On this screen the page looks at each key which fields are to be shown.
    const field = visitor.page.getByLabel('Your name')
    const seen = picture.getByLabel('Your name')
    await field.focus()
    // Where the user is has been told when the first letter is.
    await field.pressSequentially('T')
    await expect(seen).toHaveValue('T')
    told.length = 0
    await field.pressSequentially(REST)
    await expect(seen).toHaveValue(`T${REST}`)
    expect(told.filter((message) => /"ops":\[\["[vt]",[^[]*\]\]/.test(message))).toEqual(told)
    expect(told.length).toBeLessThanOrEqual(REST.length)
    expect(Math.max(...told.map((message) => message.length))).toBeLessThanOrEqual(50)
  } finally {
    await visitor.page.context().close()
    await operator.page.context().close()
    await server.close()
  }
})

test('[OBS6] what is loaded for it weighs 5 KB at most', () => {
  const built = new URL('../../dist/web/', import.meta.url)
  const name = readdirSync(built).find((file) => /^mirror-agent-.*\.js$/.test(file)) ?? ''
  expect(gzipSync(readFileSync(new URL(name, built))).length).toBeLessThanOrEqual(5 * 1024)
})
