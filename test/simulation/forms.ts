/**
 * Screens as people fill them in: each tab has the form that it was given last, with what its person
 * typed over it, and sends it until somebody says what has become of it.
 */
import type { SessionId } from '../../src/base/id.ts'
import type { Submission } from '../../src/server/interview-flow.ts'
import { readSeen } from '../../src/server/seen.ts'
import { askServer } from './asking.ts'
import { KEYS } from './interview.ts'
import { cookiesOf, type Person } from './people.ts'
import type { Shown, Wish } from './server-http.ts'
import type { PageContext } from './browser.ts'
import type { Seams } from './seams.ts'
import type { UserTab } from './tabs.ts'
import type { World } from './world.ts'

/** One tab's screen. */
interface Form {
  readonly page: PageContext | null
  readonly version: number
  readonly screen: string
  readonly seen: string
  /** As it stands in the fields. */
  readonly values: Readonly<Record<string, string>>
  /** What stood there before anybody typed, as far as this tab was shown it. */
  readonly known: Readonly<Record<string, string>>
}

interface Sending {
  readonly page: PageContext | null
  readonly wish: Extract<Wish, { type: 'send' }>
  readonly typed: readonly string[]
}

export interface Where {
  readonly person: Person
  readonly session: SessionId
  readonly tab: UserTab
}

export interface Forms {
  look(at: Where): void
  /** Types into the fields and presses the button; without a form it is fetched first. */
  fill(at: Where, keys: readonly string[]): void
  /** What nobody has answered is sent once more; false: there is nothing such. */
  sendAgain(at: Where): boolean
  change(at: Where, what: string): void
  back(at: Where): void
}

export function formsOf(
  world: () => World,
  { saysSeen, saysVersion }: Pick<Seams, 'saysSeen' | 'saysVersion'>,
): Forms {
  const forms = new Map<UserTab, Form>()
  const sending = new Map<UserTab, Sending>()

  function ask(at: Where, wish: Wish, heard: (shown: Shown | null, gone: boolean) => void): void {
    const { person, session, tab } = at
    const { page } = tab
    const { checker } = world()
    askServer(
      world(),
      { person, name: tab.name },
      async (process) => {
        const isOut = checker.forms.isOut(session, person)
        const visitor = await process.visitorOf(cookiesOf(person))
        const shown = await process.http.screen(session, visitor, wish)
        const isStillOut = isOut && checker.forms.isOut(session, person)
        if (isStillOut && shown.type === 'screen') checker.forms.shownThoughOut(tab.name)
        return shown
      },
      (answer) => {
        if (tab.page !== page || page === null) return
        if (answer === 'lost') return heard(null, false)
        if ('failed' in answer) {
          return heard(null, answer.failed === 'SessionGone' || answer.failed === 'JoinOver')
        }
        const { type } = answer.value
        heard(answer.value, type === 'unknown' || type === 'refused')
      },
    )
  }

  function take(
    at: Where,
    shown: Extract<Shown, { type: 'screen' }>,
    typed: readonly string[],
  ): void {
    const { tab } = at
    const { html, name } = shown.rendered
    const before = current(tab)
    const values = Object.fromEntries(KEYS.map((key) => [key, valueIn(html, key)]))
    const known = KEYS.map((key) => {
      const value = values[key] ?? ''
      const isOwn = typed.includes(value) && before?.screen === name
      return [key, isOwn ? (before.known[key] ?? '') : value]
    })
    const seen = /name="seen"\s+value="([^"]*)"/.exec(html)?.[1] ?? ''
    forms.set(tab, {
      page: tab.page,
      version: shown.version,
      screen: name,
      seen: seen.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
      values,
      known: Object.fromEntries(known),
    })
  }

  function current(tab: UserTab): Form | undefined {
    const form = forms.get(tab)
    return form?.page === tab.page ? form : undefined
  }

  function look(at: Where, then: () => void = () => {}): void {
    ask(at, { type: 'look' }, (shown) => {
      if (shown?.type !== 'screen') return
      world().checker.count('screen shown')
      take(at, shown, [])
      then()
    })
  }

  function send(at: Where, one: Sending): void {
    const { tab } = at
    const { checker } = world()
    sending.set(tab, one)
    ask(at, one.wish, (shown, isGone) => {
      if (sending.get(tab) !== one) return
      if (isGone) checker.forms.givenUp(one.typed)
      else if (shown?.type !== 'screen') return world().note(`${tab.name} gets no answer`)
      sending.delete(tab)
      if (shown?.type !== 'screen') return
      world().note(`${tab.name} is ${shown.accepted ? 'one further' : 'given back its words'}`)
      checker.forms.answered(tab.name, one.typed, shown)
      take(at, shown, one.typed)
    })
  }

  function type(at: Where, keys: readonly string[]): void {
    const { tab } = at
    const form = current(tab)
    if (form === undefined || sending.get(tab)?.page === tab.page) return
    const texts = keys.map((key) => [key, world().nextText()] as const)
    const values = { ...form.values, ...Object.fromEntries(texts) }
    const typed = texts.map(([, text]) => text)
    world().note(`${tab.name} fills in ${form.screen} of ${form.version}: ${typed.join()}`)
    world().checker.forms.typed(typed, Object.values(values), { ...form, session: at.session })
    const newest = world().checker.room(at.session)?.version ?? 0
    const submission: Submission = {
      version: saysVersion ? form.version : newest,
      screen: form.screen,
      values: {
        ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]])),
        press: ['continue'],
      },
      control: null,
      seen: saysSeen ? readSeen(form.seen) : null,
    }
    send(at, { page: tab.page, wish: { type: 'send', submission }, typed })
  }

  return {
    look: (at) => look(at),
    fill(at, keys) {
      if (current(at.tab) === undefined) look(at, () => type(at, keys))
      else type(at, keys)
    },
    sendAgain(at) {
      const one = sending.get(at.tab)
      if (one === undefined || one.page !== at.tab.page) return false
      send(at, one)
      return true
    },
    change(at, what) {
      const to = world().nextText()
      world().note(`${at.tab.name} changes ${what} to ${to}`)
      ask(at, { type: 'change', what, to }, (shown) => {
        if (shown?.type === 'screen') take(at, shown, [])
      })
    },
    back(at) {
      const form = current(at.tab)
      if (form === undefined) return
      ask(at, { type: 'back', version: form.version }, (shown) => {
        if (shown?.type === 'screen') take(at, shown, [])
      })
    },
  }
}

function valueIn(html: string, name: string): string {
  return new RegExp(`<input[^>]*name="${name}"[^>]*\\svalue="([^"]*)"`).exec(html)?.[1] ?? ''
}
