/**
 * OBS8: a user who controls what their browser sends wants to act in the operator's. Once past the
 * server's own checks (the Monitor's line is played), and once through the real server.
 */
import { expect, test, type Page } from '@playwright/test'
import type { MirrorOp } from '../../src/protocol/mirror.ts'
import { ATTACKS } from '../support/hostile-text.ts'
import { startParticipant } from '../support/wire-client.ts'
import { createOperator, newPage, operatorOn, visitorOn, type Operator } from './people.ts'
import { playLine, type PlayedLine } from './played-line.ts'
import { startServer, type TestServer } from './server.ts'

const RUN = 'window.top.hostile=window.hostile=1'
const THERE = 'https://hostile.example'
const VISITOR = 'anonymous visitor 1'

/** What the page's own markup could hide, beyond the common attacks. */
const MARKUP: readonly string[] = [
  ...ATTACKS.filter((text) => text.includes('<')),
  `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>${RUN}</script></svg>#x"/></svg>`,
  `<svg><foreignObject><iframe srcdoc="<script>${RUN}</script>"></iframe></foreignObject></svg>`,
  `<svg><image href="${THERE}/x.png"/><style>*{background:url(${THERE}/svg)}</style></svg>`,
  `<svg><set attributeName="href" to="javascript:${RUN}"/><a><text>x</text></a></svg>`,
  `<math><maction actiontype="statusline" xlink:href="javascript:${RUN}">x</maction></math>`,
  `<form action="${THERE}" target="_top"><input name="attributes"><input name="childNodes"><button id="send">x</button></form>`,
  `<img name="querySelectorAll"><img name="body"><form name="createElement"></form><a id="location">x</a>`,
  `<a href="${THERE}" target="_top" ping="${THERE}/ping" download>x</a><area href="${THERE}">`,
  `<x-hostile is="x" onclick="${RUN}"></x-hostile><button is="x-hostile" onclick="${RUN}">x</button>`,
  `<link rel="prefetch" href="${THERE}/p"><link rel="dns-prefetch" href="//hostile.example">`,
  `<img src="${THERE}/i.png" srcset="${THERE}/s.png 2x"><picture><source srcset="${THERE}/p.png"></picture>`,
  `<input type="image" src="${THERE}/input.png"><video poster="${THERE}/v.png" src="${THERE}/v.mp4" autoplay></video>`,
  `<audio src="${THERE}/a.mp3" autoplay></audio><object data="${THERE}/o"></object><portal src="${THERE}"></portal>`,
  `<table background="${THERE}/t.png"><tr><td background="${THERE}/td.png">x</td></tr></table>`,
  `<div style="background:url(${THERE}/style); list-style-image: image-set('${THERE}/set' 1x)">x</div>`,
  `<div style="--x: url(${THERE}/var); background: var(--x); cursor: url(${THERE}/cursor), auto">x</div>`,
  `<div data-al-style="background:url(${THERE}/mark)" data-al-css data-m="m1">x</div>`,
  `<div popover id="p-x" style="position:fixed">x</div><button popovertarget="p-x" onclick="${RUN}">x</button>`,
  `<p id="al-question" onfocus="${RUN}" tabindex="0" autofocus contenteditable>x</p>`,
  `<template shadowrootmode="open"><img src=x onerror="${RUN}"></template><slot></slot>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript>`,
  `<select><template><img src=x onerror=${RUN}></template></select><textarea><img src=x onerror=${RUN}>`,
  `<canvas class="al-signature" width="1000000" height="1000000" data-m="s9"></canvas>`,
  '<div>'.repeat(20_000),
  `<b title="${'&quot;'.repeat(2000)}" class="${'c '.repeat(2000)}">x</b>`,
]

const STYLES: readonly string[] = [
  `background: url(${THERE}/a)`,
  `background: URL("${THERE}/b")`,
  `background: u\\72l(${THERE}/c)`,
  `background-image: image-set("${THERE}/d" 1x)`,
  `background-image: -webkit-image-set("${THERE}/d2" 1x)`,
  `background-image: cross-fade(url(${THERE}/e), red 50%)`,
  `@import "${THERE}/f"; color: red`,
  `behavior: url(${THERE}/g); -moz-binding: url(${THERE}/h)`,
  `--x: url(${THERE}/i); background: var(--x)`,
  `position: fixed; inset: 0; z-index: 99999999; width: 100000px`,
  `filter: url(${THERE}/j#x); mask: src("${THERE}/k")`,
]

test.describe('a hostile user', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let visitors: Page
  let page: Page
  let operator: Operator
  let line: PlayedLine
  const seen: string[] = []

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    visitors = await newPage(browser)
    await visitorOn(visitors, server.url).begin('eviction-help.yml')
    page = await newPage(browser, { width: 1280, height: 1000 })
    watch(page, seen)
    line = await playLine(page)
    operator = operatorOn(page, server.url)
    await operator.signIn()
  })
  test.afterAll(async () => {
    await visitors.context().close()
    await page.context().close()
    await server.close()
  })
  test.afterEach(async () => {
    for (const frame of page.frames()) {
      expect(await frame.evaluate('"hostile" in window || "vulnerable" in document')).toBe(false)
    }
    expect(seen).toEqual([])
    expect(new URL(page.url()).pathname).toBe('/monitor')
    await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible()
  })

  const live =
    'script, iframe, object, embed, link:not([data-al-css]), meta, base, style, template, video, audio, ' +
    'foreignObject, use, image, animate, set, portal, [onerror], [onclick], [onload], [onfocus], [srcset], ' +
    '[srcdoc], [action], [formaction], [ping], [target], [autofocus], [contenteditable], [popover], [is]'

  function widthOfFrame(): Promise<number> {
    const frame = operator.entry(VISITOR).locator('iframe')
    return frame.evaluate((element: Known) => element.clientWidth)
  }

  async function expectInert(): Promise<void> {
    const body = operator.picture(VISITOR).locator('body')
    await expect(body.locator(live)).toHaveCount(0)
    const addresses = await body
      .locator('*')
      .evaluateAll((all: readonly Known[]) =>
        all.flatMap((one) =>
          ['style', 'src', 'href', 'background', 'poster', 'data', 'fill', 'mask'].map(
            (name) => one.getAttribute(name) ?? '',
          ),
        ),
      )
    expect(addresses.filter((address) => address.includes('hostile'))).toEqual([])
  }

  test('[OBS8] past the server: no markup runs, loads, leads away or reaches the Monitor', async () => {
    await operator.observe(VISITOR)
    const picture = operator.picture(VISITOR)
    for (const [index, markup] of MARKUP.entries()) {
      const screen = index + 2
      line.show(`<p data-m="m0">screen ${screen}</p><div data-m="m1">x</div>${markup}`, [], {
        screen,
      })
      line.delta([['h', 'm1', `${markup}<i>patch ${screen}</i>`]])
      await expect(picture.locator('body')).toContainText(/screen|patch/)
      await expectInert()
      // Morphed over what stands there, and over itself.
      line.delta([['h', 'screen', `<div data-m="m1">${markup}</div><p data-m="m0">x</p>`]])
      line.delta([['h', 'screen', `<p data-m="m0">y</p>${markup}`]])
      line.delta([['h', 'screen', `<p data-m="m0">round ${index}</p>`]])
      await expect(picture.locator('body')).toContainText(`round ${index}`)
      await expectInert()
    }
  })

  test('[OBS8] past the server: no op sets what acts, whatever it is called', async () => {
    const picture = operator.picture(VISITOR)
    line.show(
      '<div data-m="m1">x</div><input data-m="f1"><a data-m="m2" href="#">y</a><input type="file" data-m="f2">',
      [],
      { screen: 900, css: [`${THERE}/x.css`, '//hostile.example/y.css', 'data:text/css,*{}'] },
    )
    const names =
      'onclick onmouseover href src srcdoc action formaction style class hidden aria-label data-al-style ' +
      'constructor __proto__ innerHTML outerHTML textContent id name is nonce'
    for (const name of names.split(' ')) {
      for (const value of [RUN, `javascript:${RUN}`, ...STYLES]) {
        line.delta([
          ['a', 'm1', name, value],
          ['a', 'm2', name, value],
          ['a', 'screen', name, value],
        ])
      }
    }
    const strange = ['__proto__', 'constructor', '"],script,["', 'x] *', '', '-', 'screen']
    for (const target of strange) {
      const ops: MirrorOp[] = [
        ['v', target, RUN, 0, 99],
        ['t', target, -5, 1e9, RUN, -7, 1e9],
        ['c', target, 1],
        ['o', target, [-1, 1e9]],
        ['s', target, 0, 1e9],
        ['F', target, [`<img src=x onerror=${RUN}>`]],
        ['h', target, `<img src=x onerror=${RUN}>`],
        ['k', target, [0, 0, 1e9]],
        ['K', target],
        ['P', target, 1, 1e12],
        ['y', -1e12],
        ['w', 1e12, -1e12],
      ]
      line.delta(ops)
    }
    line.delta([['F', 'f2', [...ATTACKS]]])
    line.show('<p data-m="m0">still here</p>', [['w', 1000, 700]], { screen: 901 })
    await expect(picture.getByText('still here')).toBeVisible()
    await expectInert()
    await expect(picture.locator('link[data-al-css]')).toHaveCount(0)
    await expect.poll(widthOfFrame).toBe(1000)
  })

  test('[OBS8] [OBS3] the operator’s hands in hostile markup lead nowhere, watching or controlling', async () => {
    const picture = operator.picture(VISITOR)
    const trap =
      `<form action="${THERE}" target="_top"><button data-m="m1" formaction="${THERE}" onclick="${RUN}">Press</button>` +
      `<a data-m="m2" href="javascript:${RUN}" target="_blank">Link</a><input data-m="f1" aria-label="Field" list="d">` +
      `<label>File<input type="file" data-m="f2"></label></form>`
    for (const isOperated of [false, true]) {
      line.show(trap, [['w', 800, 540]], { screen: isOperated ? 911 : 910 })
      if (isOperated) line.control({ state: 'yours', number: 5, here: true })
      await expect(picture.locator('body.al-operated')).toHaveCount(isOperated ? 1 : 0)
      await expect.poll(widthOfFrame).toBe(800)
      await picture.getByRole('button', { name: 'Press' }).click({ force: true })
      await picture.getByText('Link').click({ force: true })
      await picture.getByText('Link').click({ force: true, modifiers: ['Control'] })
      await picture.getByText('Link').click({ force: true, button: 'middle' })
      await picture.getByText('File').click({ force: true })
      await picture.getByLabel('Field').click({ force: true })
      // Watching, the focus stays outside of the picture.
      if (isOperated) await page.keyboard.press('Enter')
      await expect.poll(() => line.controls().length > 0).toBe(isOperated)
    }
    expect(page.context().pages()).toHaveLength(1)
    line.control({ state: 'free', why: null })
  })

  test('[OBS8] [REL7] through the server: a page that speaks the protocol changes nothing of it', async ({
    browser,
  }) => {
    const other = await newPage(browser)
    const found: string[] = []
    watch(other, found)
    const colleague = operatorOn(other, server.url)
    await colleague.signIn()
    const user = await startParticipant(server.url, 'talk-together.yml')
    const wire = await user.connect(null)
    const { answersVersion } = await wire.next('welcome')
    const entry = other.locator('.mo-entry', { hasText: 'Write a repair letter together' }).first()
    await entry.getByRole('button', { name: 'Observe' }).click()
    const { epoch } = await wire.next('observe', ({ observers }) => observers > 0)
    const send = (isWhole: boolean, ops: readonly MirrorOp[]): void => {
      const whole = isWhole ? { snapshot: { epoch, screen: answersVersion } } : {}
      wire.send({ type: 'mirror', ...whole, ops: [...ops] })
    }
    const frame = entry.frameLocator('iframe')
    send(true, [['w', 900, 500]])
    await expect(frame.locator('h1')).toBeVisible()
    for (const markup of MARKUP) {
      send(false, [['h', 'screen', `${markup}<p data-m="m1">x</p>`]])
      send(
        false,
        STYLES.map((style): MirrorOp => ['a', 'm1', 'style', style]),
      )
      send(false, [['a', 'm1', 'onclick', RUN]])
    }
    // A flood is put off by the server: the page is asked for its picture until it is heard again.
    await expect
      .poll(() => {
        send(true, [['h', 'screen', '<p data-m="m1">the last word</p>']])
        return frame.getByText('the last word').count()
      })
      .toBe(1)
    await expect(frame.locator('body').locator(live)).toHaveCount(0)
    for (const one of other.frames()) expect(await one.evaluate('"hostile" in window')).toBe(false)
    expect(found).toEqual([])
    wire.close()
    await other.context().close()
  })
})

/** What is asked of elements: stories are compiled without the browser's types. */
interface Known {
  readonly clientWidth: number
  getAttribute(name: string): string | null
}

/** Every sign of something that ran, went out, or only tried to. */
function watch(page: Page, seen: string[]): void {
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', () => seen.push('popup'))
  page.on('download', () => seen.push('download'))
  page.on('filechooser', () => seen.push('file chooser'))
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // What only the policy stopped was not stopped where it should have been. But Chromium tells of
    // handlers and styles already where markup is only parsed, and where nothing ever runs.
    const told = message.text()
    const isParsed = /^(Executing inline event handler|Applying inline style)/.test(told)
    if (/Content Security Policy|Refused to|Blocked/i.test(told) && !isParsed) seen.push(told)
  })
  page.on('request', (request) => {
    if (request.url().includes('hostile')) seen.push(`request: ${request.url()}`)
  })
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() && !/\/monitor\/frame$|^about:/.test(frame.url())) {
      seen.push(`frame went to ${frame.url()}`)
    }
  })
}
