/**
 * A user and an operator who observes them and then controls their screen, each in whatever browser:
 * one text, one tick, one choice, one password and Continue.
 */
import assert from 'node:assert/strict'
import { OPERATOR } from '../e2e/server.ts'
import { ARROW_DOWN, click, END, until, type Driver } from './driver.ts'

/** Lives in a folder of the story's own. */
export const INTERVIEW = `
metadata:
  title: Browsers
---
initial: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['help'])
---
mandatory: True
code: |
  first_name
  second_name
  the_end
---
question: The first screen
fields:
  - Name: first_name
  - Tick: first_tick
    datatype: yesno
  - Choice: first_choice
    choices:
      - Apple
      - Pear
  - Password: first_password
    datatype: password
    required: False
---
question: The second screen
fields:
  - Name: second_name
  - Tick: second_tick
    datatype: yesno
  - Choice: second_choice
    choices:
      - Apple
      - Pear
---
event: the_end
question: The end
subquestion: |
  Told: \${ first_name }, \${ first_tick }, \${ first_choice }, \${ second_name }, \${ second_tick }, \${ second_choice }
`

export type Step = (what: string, run: () => Promise<void>) => Promise<void>

const HEADING = "document.querySelector('#al-screen h1')?.textContent.trim()"
const TEXT = "document.querySelector('#al-screen input[type=text]')"
const TICK = "document.querySelector('#al-screen input[type=checkbox]')"
const CHOICE = "document.querySelector('#al-screen select')"
/** In the picture it is a text. */
const PASSWORD = `[...document.querySelectorAll('#al-screen input')]
  .filter(({ type }) => type === 'password' || type === 'text')[1]`
const CONTINUE = "document.querySelector('#al-form button[type=submit]')"
const CONTROL = "document.querySelector('[data-part=control]')"
const BAR = "(document.querySelector('#al-watch')?.textContent ?? '')"
const PEAR = `${CHOICE}?.selectedOptions[0]?.textContent.trim() === 'Pear'`

export interface World {
  readonly url: string
  readonly interview: string
  readonly user: Driver
  readonly operator: Driver
  readonly step: Step
}

export async function observe(world: World): Promise<void> {
  const { url, user, operator, step } = world
  await step('the operator signs in, the user begins', async () => {
    await signIn(operator, url)
    await user.go(`${url}/interview?i=${world.interview}&new_session=1`)
    await until(user, 'page', `${HEADING} === 'The first screen'`)
  })
  await step(
    '[OBS1] [OBS8] the picture is there, styled, drawn by the only script in it',
    async () => {
      await click(operator, 'page', button('Observe'))
      await until(operator, 'picture', `${HEADING} === 'The first screen'`)
      const boxSizing = `getComputedStyle(${TEXT}).boxSizing === 'border-box'`
      await until(operator, 'picture', boxSizing)
      assert.equal(await operator.read('picture', 'self.origin'), 'null')
    },
  )
  await step('[OBS2] a text, letter by letter', async () => {
    await click(user, 'page', TEXT)
    for (const letter of 'Tamara') await user.keys('page', letter)
    await until(operator, 'picture', `${TEXT}.value === 'Tamara'`)
  })
  await step('[OBS2] a tick', async () => {
    await click(user, 'page', TICK)
    await until(user, 'page', `${TICK}.checked`)
    await until(operator, 'picture', `${TICK}.checked`)
  })
  await step('[OBS2] a choice', async () => {
    await choosePear(user, 'page')
    await until(operator, 'picture', PEAR)
  })
  await step('[OBS7] a password in bullets', async () => {
    await click(user, 'page', PASSWORD)
    await user.keys('page', 'secret')
    await until(user, 'page', `${PASSWORD}.value === 'secret'`)
    await until(operator, 'picture', `/^[•]+$/.test(${PASSWORD}.value)`)
  })
  await step('[OBS3] the picture takes nothing from the operator', async () => {
    await click(operator, 'picture', TEXT)
    await operator.keys('picture', 'XYZ')
    await click(operator, 'picture', TICK)
    await click(operator, 'picture', CONTINUE)
    await click(user, 'page', TEXT)
    await user.keys('page', '!')
    await until(operator, 'picture', `${TEXT}.value.includes('!')`)
    assert.equal(await user.read('page', `${TEXT}.value.replace('!', '')`), 'Tamara')
    assert.equal(await user.read('page', `${TICK}.checked`), true)
    assert.equal(await user.read('page', HEADING), 'The first screen')
  })
  await step('[OBS1] the next screen', async () => {
    await click(user, 'page', CONTINUE)
    await until(user, 'page', `${HEADING} === 'The second screen'`)
    await until(operator, 'picture', `${HEADING} === 'The second screen'`)
  })
}

/** Goes on where `observe` ends. */
export async function control({ user, operator, step }: World): Promise<void> {
  const same = async (expression: string): Promise<void> => {
    await until(user, 'page', expression)
    await until(operator, 'picture', expression)
  }
  await step('[CTL1] [CTL2] control begins: the user is told, and cannot submit', async () => {
    await click(operator, 'page', CONTROL)
    await until(user, 'page', `${BAR}.includes('is working on this screen')`)
    await until(user, 'page', `${CONTINUE}.disabled`)
    await until(
      operator,
      'page',
      "document.querySelector('.mo-control')?.dataset.state === 'yours'",
    )
  })
  await step('[CTL1] a text', async () => {
    await click(operator, 'picture', TEXT)
    await until(operator, 'picture', `document.activeElement === ${TEXT}`)
    for (const letter of 'Otto') await operator.keys('picture', letter)
    await same(`${TEXT}.value === 'Otto'`)
  })
  await step('[CTL2] what the user types meanwhile is undone', async () => {
    await click(user, 'page', TEXT)
    await user.keys('page', 'zzz')
    await click(operator, 'picture', TEXT)
    await operator.keys('picture', END)
    await operator.keys('picture', '!')
    await same(`${TEXT}.value === 'Otto!'`)
  })
  await step('[CTL1] a tick', async () => {
    await click(operator, 'picture', TICK)
    await same(`${TICK}.checked`)
  })
  await step('[CTL1] a choice', async () => {
    await choosePear(operator, 'picture')
    await same(PEAR)
  })
  await step('[CTL3] Continue, pressed by the operator, submits the user’s page', async () => {
    await click(operator, 'picture', CONTINUE)
    await same(`${HEADING} === 'The end'`)
    const told = 'True, Pear, Otto!, True, Pear'
    await until(
      user,
      'page',
      `document.querySelector('#al-screen').textContent.includes('${told}')`,
    )
  })
  await step('[CTL4] at the end the screen is the user’s again', async () => {
    await click(operator, 'page', CONTROL)
    await until(
      user,
      'page',
      "document.body.innerText.includes('has stopped working on this screen')",
    )
  })
}

/** With the keyboard: each browser has another list to click in. */
async function choosePear(driver: Driver, place: 'page' | 'picture'): Promise<void> {
  await driver.read(place, `(${CHOICE}.focus(), 0)`)
  for (let presses = 0; presses < 3; presses++) {
    if ((await driver.read(place, PEAR)) === true) return
    await driver.keys(place, ARROW_DOWN)
  }
  await until(driver, place, PEAR)
}

async function signIn(operator: Driver, url: string): Promise<void> {
  await operator.go(`${url}/signin`)
  await click(operator, 'page', "document.querySelector('input[type=email]')")
  await operator.keys('page', OPERATOR.email)
  await click(operator, 'page', "document.querySelector('input[type=password]')")
  await operator.keys('page', OPERATOR.password)
  await click(operator, 'page', button('Sign in'))
  await until(operator, 'page', "location.pathname.endsWith('/monitor')")
}

function button(label: string): string {
  return `[...document.querySelectorAll('button')].find((one) => one.textContent.trim() === '${label}')`
}
