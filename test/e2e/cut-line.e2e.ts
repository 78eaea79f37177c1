/**
 * Lines that are cut without a word, in one direction or both: the page and the server each notice
 * by themselves, the page says so, and all goes on when the line heals. All cuts at once, because
 * noticing takes its time.
 */
import { expect, test } from '@playwright/test'
import { inject, type Fault } from '../faults/faults.ts'
import { startFaultProxy } from '../faults/proxy.ts'
import { startTalk } from '../faults/talk.ts'
import { EXAMPLES, newPage, visitorOn } from './people.ts'
import { startServer } from './server.ts'

const CUTS: readonly Fault[] = [
  { name: 'one-way-stall', direction: 'up' },
  { name: 'one-way-stall', direction: 'down' },
  { name: 'silent-cut' },
]
/**
 * The 25 s of REL4 are proved with clocks of tests, at the server's end and at the page's. Here a busy
 * machine may take longer, but it must come without anybody's doing.
 */
const PATIENCE_MS = 60_000

test('[REL4] [REL3] a cut that nobody announces is noticed on both sides by themselves, and heals', async ({
  browser,
}) => {
  const server = await startServer()
  const port = Number(new URL(server.url).port)
  const talk = await startTalk(server, 0)
  const stories = await Promise.all(
    CUTS.map(async (cut) => {
      const target = { host: '127.0.0.1', port, stallsSocketsOnly: true }
      const proxy = await startFaultProxy(target)
      const visitor = visitorOn(await newPage(browser), `http://localhost:${proxy.port}`)
      return { cut, proxy, visitor }
    }),
  )
  try {
    for (const { visitor } of stories) {
      await visitor.begin(`${EXAMPLES}/chat-example-1.yml`)
      await visitor.openChat()
      await visitor.activateChat()
      await visitor.say('all is well')
      await expect(visitor.chatLog.locator('.al-line-state')).toHaveText(/Sent|Read/)
    }
    await Promise.all(
      stories.map(async ({ cut, proxy, visitor }) => {
        inject(proxy, cut)
        await visitor.say('into the void')
        // The server, which hears nothing; or, where it still hears, the page that gives the line up.
        const hears = 'direction' in cut && cut.direction === 'down'
        const isNoticed = expect
          .poll(
            () => {
              const { client, server: own } = proxy.hangUps()
              return hears ? client + own : own
            },
            { timeout: PATIENCE_MS },
          )
          .toBeGreaterThan(0)
        const isSaid = expect(visitor.page.locator('#al-notices')).toContainText(
          'The connection for live help is lost.',
          { timeout: PATIENCE_MS },
        )
        await Promise.all([isNoticed, isSaid])
      }),
    )
    for (const { proxy } of stories) proxy.heal()
    for (const { visitor } of stories) {
      const lines = visitor.chatLog.locator('.al-line')
      await expect(lines).toHaveCount(2)
      await expect(lines.nth(1).locator('.al-line-state')).toHaveText(/Sent|Read/)
      await expect(visitor.page.locator('#al-notices')).toBeEmpty()
      await visitor.say('well again')
      await expect(lines).toHaveCount(3)
    }
    // The operator saw each once, in order.
    for (const session of talk.operator.conversations()) {
      await expect
        .poll(() => talk.operator.lines(session)?.map(({ text }) => text))
        .toEqual(['all is well', 'into the void', 'well again'])
    }
    expect(talk.operator.conversations()).toHaveLength(CUTS.length)
  } finally {
    for (const { proxy, visitor } of stories) {
      await visitor.page.context().close()
      await proxy.close()
    }
    talk.close()
    await server.close()
  }
})
