/** What axe finds wrong with a page, at desk and phone. */
import axe, { type AxeResults } from 'axe-core'
import { expect, type Page } from '@playwright/test'
import { DESK, PHONE } from './people.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** At both widths; leaves the page at the wider one. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const screen of [PHONE, DESK]) {
    await page.setViewportSize(screen)
    await page.evaluate(axe.source)
    const options = JSON.stringify({ runOnly: RULES, iframes: false })
    const results = await page.evaluate<AxeResults>(`axe.run(document, ${options})`)
    const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
    expect(found, `${page.url()} at ${screen.width} px`).toEqual([])
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow, `${page.url()} overflows at ${screen.width} px`).toBeLessThanOrEqual(0)
  }
}
