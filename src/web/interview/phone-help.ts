/**
 * Telephone help on the user's page: the icon in the bar, and in the help area the number, the code and the
 * time left. Loaded with the first offer; everything of it is made here, so that a page without has no trace.
 */
import type { CallView, CodeView, ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import { formatDuration } from '../monitor/durations.ts'
import { describeCall } from '../phone/call-words.ts'
import { HANDSET } from '../phone/handset.ts'
import type { CallLine } from './chat-log.ts'
import { element, make, makeButton, setText } from './element.ts'
import type { HelpArea } from './help-area.ts'
import type { Notices } from './notices.ts'
import {
  describeMinutesLeft,
  describePhone,
  groupDigits,
  isLastMinute,
  spellDigits,
  validOffers,
  without,
  type PhoneView,
} from './phone-words.ts'

/** A code that is used goes a moment before its call is told of. */
const CALL_COMES_MS = 2_500
const NOTICE_MS = 30_000
/** By then it was read out; nobody shall come upon it later and take it for news. */
const SPOKEN_MS = 5_000
/** The offer that this tab has told of already. */
const TOLD_KEY = 'phone-told'
const SVG = 'http://www.w3.org/2000/svg'

export interface PhoneOptions {
  readonly help: HelpArea
  readonly notices: Notices
  readonly storage: PageStorage
  /** The server's clock, ms since 1970. */
  now(): number
  /** PHN10: what the conversation tells of calls. */
  showCalls(calls: readonly CallLine[]): void
}

export interface PhoneHelp {
  update(view: ParticipantView | null): void
  /** The help area was opened or closed, or the page came into view. */
  looked(): void
}

export function startPhone(options: PhoneOptions): PhoneHelp {
  const { help, notices, storage } = options
  const icon = makeIcon()
  const heading = make('h3', '', text('phone.title'))
  const status = make('p', 'al-phone-status')
  const paused = make('p', 'al-phone-paused')
  const digits = make('span', '')
  const number = document.createElement('a')
  const how = make('div', 'al-phone-how', make('p', '', text('phone.how')), number)
  const list = make('div', 'al-phone-offers')
  const voice = make('p', 'visually-hidden')
  const section = make('section', '', heading, status, paused, how, list, voice)
  const cards = new Map<string, Card>()
  let phone: PhoneView | null = null
  let calls: readonly CallView[] = []
  let offers: readonly CodeView[] = []
  let silence: ReturnType<typeof setTimeout> | undefined
  let gone: { readonly offer: CodeView; readonly at: number } | null = null

  section.id = 'al-phone'
  section.hidden = true
  section.setAttribute('aria-labelledby', 'al-phone-heading')
  heading.id = 'al-phone-heading'
  heading.tabIndex = -1
  number.className = 'btn btn-success al-phone-number'
  number.append(makeHandset(), digits)
  for (const place of [status, paused, voice]) place.setAttribute('role', 'status')
  element('al-chat').before(section)
  element('al-chat-button').before(icon)
  icon.setAttribute('aria-expanded', String(help.isOpen))
  icon.addEventListener('click', () => {
    if (help.isOpen && section.contains(document.activeElement)) help.close()
    else open()
  })
  document.addEventListener('visibilitychange', tell)
  setInterval(draw, 1000)

  function update(view: ParticipantView | null): void {
    const isEnabled = view?.enabled === true
    phone = isEnabled ? view.phone : null
    calls = isEnabled ? view.calls : []
    options.showCalls(
      calls.map((call) => ({ id: call.id, at: call.at, words: describeCall(call) })),
    )
    draw()
    if (!isEnabled) leave()
    tell()
  }

  /** Once a second, too: codes end by the clock, though the line be down. */
  function draw(): void {
    const now = options.now()
    const before = offers
    offers = validOffers(phone, now)
    // What is no longer valid must not stand over a code that has come since.
    if (without(offers, before).length > 0) gone = null
    const [ended] = without(before, offers)
    if (ended !== undefined) gone = { offer: ended, at: now }
    // It was used, or there is another.
    if (calls.some(({ id }) => id === gone?.offer.id)) gone = null
    if (offers.some(({ by }) => by === gone?.offer.by)) gone = null
    const held = section.contains(document.activeElement)
    showNumber()
    showOffers(now)
    const isOver = gone !== null && now - gone.at >= CALL_COMES_MS
    setText(status, describePhone(isOver ? (gone?.offer ?? null) : null, calls.at(-1), offers))
    const until = phone?.pausedUntil ?? 0
    setText(paused, until > now ? text('phone.paused', { time: describeTime(until) }) : '')
    if (offers.length > 0 || calls.length > 0) section.hidden = false
    showIcon(offers.length > 0)
    if (offers.length === 0) notices.hide('phone')
    // What had the focus may be gone.
    if (held && help.isOpen && !hasFocusInSight()) heading.focus()
  }

  function hasFocusInSight(): boolean {
    const { activeElement: active } = document
    return active !== null && section.contains(active) && active.getClientRects().length > 0
  }

  function showNumber(): void {
    const offered = offers.length > 0 ? phone : null
    how.hidden = offered === null
    setText(digits, offered?.display ?? '')
    const address = offered === null ? '' : `tel:${offered.number}`
    if (number.getAttribute('href') !== address) number.href = address
  }

  function showOffers(now: number): void {
    for (const [id, card] of cards) {
      if (offers.some((offer) => offer.id === id)) continue
      card.root.remove()
      cards.delete(id)
    }
    offers.forEach((offer, index) => {
      const known = cards.get(offer.id)
      const card = known ?? makeCard(offer)
      cards.set(offer.id, card)
      if (card.code !== offer.code) {
        if (known !== undefined) speak(text('phone.newCode', { name: offer.by }))
        card.showCode(offer.code)
      }
      card.showLeft(offer.endsAt - now)
      if (isLastMinute(offer, now) && card.warnedOf !== offer.endsAt) {
        card.warnedOf = offer.endsAt
        speak(text('phone.oneMinute', { name: offer.by }))
      }
      if (list.children[index] !== card.root) {
        list.insertBefore(card.root, list.children[index] ?? null)
      }
    })
  }

  function speak(words: string): void {
    setText(voice, words)
    clearTimeout(silence)
    silence = setTimeout(() => setText(voice, ''), SPOKEN_MS)
  }

  function showIcon(is: boolean): void {
    const held = document.activeElement === icon
    icon.hidden = !is
    if (is || !held) return
    if (help.isOpen) heading.focus()
    else element('al-screen').querySelector<HTMLElement>('h1')?.focus()
  }

  /** STA6: live help is no more. */
  function leave(): void {
    const isAlone = !help.hasTexts && element('al-chat').hidden
    const held = section.contains(document.activeElement)
    const wasHere = !section.hidden
    section.hidden = true
    gone = null
    if (!wasHere || !help.isOpen) return
    if (isAlone) help.close()
    else if (held) help.open()
  }

  /** Once in a tab for each offer, to whoever looks at the page and does not see it anyway. */
  function tell(): void {
    const [newest] = offers
    if (newest === undefined || document.visibilityState !== 'visible') return
    if (storage.read(TOLD_KEY) === newest.id) return
    storage.write(TOLD_KEY, newest.id)
    const words = text('phone.notice', { name: newest.by })
    if (help.isOpen && isInSight()) return speak(words)
    notices.show('phone', {
      kind: 'good',
      text: words,
      actions: [{ label: text('phone.show'), run: open }],
      lastsMs: NOTICE_MS,
    })
  }

  /** Whoever writes at the chat's end does not see what comes above it. */
  function isInSight(): boolean {
    const { top, bottom } = element('al-help').getBoundingClientRect()
    const own = section.getBoundingClientRect()
    return own.bottom <= bottom && own.top >= top
  }

  function open(): void {
    notices.hide('phone')
    section.hidden = false
    help.open(heading)
    section.scrollIntoView({ block: 'start' })
  }

  return {
    update,
    looked() {
      if (help.isOpen) notices.hide('phone')
    },
  }
}

interface Card {
  readonly root: HTMLElement
  readonly code: string
  /** End of the last minute that was read out. */
  warnedOf: number
  showCode(code: string): void
  showLeft(leftMs: number): void
}

function makeCard(offer: CodeView): Card {
  const seen = make('span', 'al-phone-digits')
  const spelled = make('span', 'visually-hidden')
  const clock = make('span', '')
  const minutes = make('span', 'visually-hidden')
  let shown = ''
  for (const part of [seen, clock]) part.setAttribute('aria-hidden', 'true')
  return {
    root: make(
      'div',
      'al-phone-offer',
      make('p', 'al-phone-who', text('phone.code', { name: offer.by })),
      make('p', 'al-phone-code', seen, spelled),
      make('p', 'al-phone-left', clock, minutes),
    ),
    warnedOf: 0,
    get code() {
      return shown
    },
    showCode(code) {
      shown = code
      setText(seen, groupDigits(code))
      setText(spelled, spellDigits(code))
    },
    showLeft(leftMs) {
      setText(clock, text('phone.left', { time: formatDuration(leftMs) }))
      setText(minutes, describeMinutesLeft(leftMs))
    },
  }
}

function makeIcon(): HTMLElement {
  const icon = makeButton('al-bar-button', '', () => {})
  icon.id = 'al-phone-button'
  icon.title = text('phone.icon')
  icon.hidden = true
  icon.setAttribute('aria-controls', 'al-help')
  icon.append(makeHandset(), make('span', 'visually-hidden', text('phone.icon')))
  return icon
}

function makeHandset(): Element {
  const picture = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', HANDSET)
  picture.setAttribute('viewBox', '0 0 16 16')
  picture.setAttribute('class', 'al-phone-icon')
  picture.setAttribute('aria-hidden', 'true')
  picture.append(path)
  return picture
}

function describeTime(at: number): string {
  const { lang } = document.documentElement
  return new Date(at).toLocaleTimeString(lang, { hour: 'numeric', minute: '2-digit' })
}
