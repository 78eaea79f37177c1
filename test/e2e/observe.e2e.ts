/** What an observer sees, and what never leaves the user's browser. */
import { expect, test } from '@playwright/test'
import {
  createOperator,
  newPage,
  operatorOn,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { startServer, type TestServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'
const ATTACK = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'

test.describe('observing', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let visitor: Visitor
  let operator: Operator
  const frames: string[] = []

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    visitor = visitorOn(await newPage(browser), server.url)
    visitor.page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => frames.push(String(payload)))
    })
    operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    await visitor.begin('eviction-help.yml')
    await visitor.page.getByRole('button', { name: 'Start' }).click()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('Who are you?')
  })
  test.afterAll(async () => {
    await visitor.page.context().close()
    await operator.page.context().close()
    await server.close()
  })

  test('[OBS6] nothing of the screen is sent while nobody observes', async () => {
    await visitor.page.getByLabel('Street and number').fill('Elm Street 1')
    await expect(operator.entry(VISITOR)).toContainText('Answer your eviction notice')
    expect(frames.filter((frame) => frame.includes('"mirror"'))).toEqual([])
    expect(frames.join()).not.toContain('Elm')
  })

  test('[OBS1] what stood there and every letter typed are in the picture', async () => {
    const picture = await operator.observe(VISITOR)
    await expect(picture.getByLabel('Street and number')).toHaveValue('Elm Street 1')
    const name = visitor.page.getByLabel('Your name')
    await name.focus()
    const typed = 'Tenant'
    for (let i = 0; i < typed.length; i++) {
      await visitor.page.keyboard.type(typed.charAt(i))
      await expect(picture.getByLabel('Your name')).toHaveValue(typed.slice(0, i + 1))
    }
  })

  test('[OBS3] an observer changes nothing', async () => {
    const picture = operator.picture(VISITOR)
    await picture.getByLabel('Your name').click({ force: true })
    await operator.page.keyboard.type('XYZ')
    await expect(visitor.page.getByLabel('Your name')).toHaveValue('Tenant')
    await expect(picture.getByLabel('Your name')).toHaveValue('Tenant')
  })

  test('[OBS8] [QUE6] markup that a user types runs nowhere and arrives as text', async () => {
    await visitor.page.getByLabel('Your name').fill(ATTACK)
    await expect(operator.picture(VISITOR).getByLabel('Your name')).toHaveValue(ATTACK)
    await visitor.goOn()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('What does the notice say?')
    await expect(operator.picture(VISITOR).getByText('What does the notice say?')).toBeVisible()
    for (const frame of [...visitor.page.frames(), ...operator.page.frames()]) {
      expect(await frame.evaluate('"pwned" in window')).toBe(false)
    }
  })

  test('[OBS7] a password never leaves the browser for observation', async () => {
    await visitor.page.getByLabel('I owe rent').check()
    await visitor.goOn()
    await expect(visitor.page.locator('#al-screen h1')).toContainText('housing benefit')
    const pin = visitor.page.getByLabel('Benefit PIN')
    await pin.pressSequentially('hunter2')
    await expect(operator.picture(VISITOR).getByLabel('Benefit PIN')).toHaveValue('••••••••')
    expect(frames.join()).not.toContain('hunter2')
  })

  test('[OBS1] [OBS6] stopping ends the picture and the sending', async () => {
    await operator.entry(VISITOR).getByRole('button', { name: 'Stop observing' }).click()
    await expect(operator.entry(VISITOR).locator('iframe')).toHaveCount(0)
    await visitor.goOn()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('What to do next')
    const sent = frames.length
    await visitor.page.mouse.wheel(0, 300)
    expect(frames.slice(sent).filter((frame) => frame.includes('"mirror"'))).toEqual([])
  })
})
