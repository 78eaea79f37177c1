/** Whether the operator's picture shows exactly what stands on the user's screen. */
import { expect, type Frame, type FrameLocator, type Page } from '@playwright/test'

/** One stamped element. What is masked (OBS7) counts by whether there is anything in it. */
interface Seen {
  readonly mark: string
  readonly shown: boolean
  readonly text: string
  readonly value: string | null
  readonly ticked: boolean | null
  readonly disabled: boolean
}

/** Runs in both pages. While somebody controls, the user's buttons are disabled and the operator's are not. */
const READ_SCREEN = `(() => {
  const bullets = '\u2022'.repeat(8)
  return [...document.querySelectorAll('#al-screen [data-m]')].map((element) => {
    const isField = element.matches('input,textarea,select')
    const masked = element.closest('[data-private]') !== null || element.type === 'password'
    const value = element.matches('select')
      ? [...element.selectedOptions].map((option) => option.value).join('|')
      : isField ? element.value : ''
    const isTick = element.matches('[type=checkbox],[type=radio]')
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    return {
      mark: element.dataset.m,
      shown: element.checkVisibility(),
      text: isField ? '' : own.map((node) => node.textContent.trim()).join(' ').trim(),
      value: !isField || isTick || element.matches('[type=file]') ? null
        : masked && value !== '' ? bullets : value,
      ticked: isTick ? element.checked : null,
      disabled: element.matches('button') ? false : element.matches(':disabled'),
    }
  })
})()`

export async function frameOf(picture: FrameLocator): Promise<Frame> {
  const element = await picture.owner().elementHandle()
  const frame = await element?.contentFrame()
  if (frame === null || frame === undefined) throw new Error('there is no picture')
  return frame
}

/** Every control, what is shown and hidden, rows and texts: the same on both sides before long. */
export async function expectSame(user: Page, picture: FrameLocator): Promise<void> {
  await expect(async () => {
    const frame = await frameOf(picture)
    const mine = (await user.evaluate(READ_SCREEN)) as readonly Seen[]
    const theirs = (await frame.evaluate(READ_SCREEN)) as readonly Seen[]
    expect(mine.length).toBeGreaterThan(0)
    expect(theirs).toEqual(mine)
  }).toPass({ timeout: 15_000, intervals: [50, 100, 200] })
}
