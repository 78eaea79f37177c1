import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAccountId, parsePageId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import type { OperatorView, ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import type { PageCommand } from '../interview/commands.ts'
import { view } from '../interview/testing/samples.ts'
import { controlHere, watchNews, watchRows, type WatchInput } from './watch-rows.ts'

const PAGE = must(parsePageId('p'.repeat(22)), 'a page id')
const OTHER = must(parsePageId('q'.repeat(22)), 'a page id')
const olivia = operator('o', 'Olivia')
const otto = operator('t', 'Otto')

function operator(letter: string, name: string): OperatorView {
  return { id: must(parseAccountId(letter.repeat(22)), 'an account id'), name }
}

function input(
  overrides: Partial<ParticipantView>,
  parts: Partial<Pick<WatchInput, 'over' | 'ended' | 'pending' | 'takenFrom'>> = {},
): WatchInput {
  const known = { view: view(overrides), pageKey: PAGE, over: 0, pending: [], takenFrom: [] }
  return { ...known, ended: null, ...parts }
}

function words(given: WatchInput): readonly string[] {
  return watchRows(given, text).map((row) => row.words)
}

function labels(given: WatchInput): readonly string[] {
  return watchRows(given, text).flatMap((row) => row.buttons.map(({ label }) => label))
}

describe('what the page says of who sees it', () => {
  const control = (page = PAGE) => ({ number: 3, by: olivia, page })

  it('[OBS5] [OBS6] says nothing where there is nothing to be told', () => {
    assert.deepEqual(words(input({})), [])
  })

  it('[CON2] names who watches, each with a way to stop it', () => {
    assert.deepEqual(words(input({ watchedBy: [olivia] })), ['Olivia can see this screen.'])
    assert.deepEqual(labels(input({ watchedBy: [olivia] })), ['Stop'])
    const both = input({ watchedBy: [olivia, otto] })
    assert.deepEqual(words(both), ['Olivia and Otto can see this screen.'])
    assert.deepEqual(labels(both), ['Stop Olivia', 'Stop Otto'])
  })

  it('[CON3] puts each question, and takes an answer or a stop as said before the server has it', () => {
    const asks = [
      { operator: olivia, what: 'observe' },
      { operator: otto, what: 'control' },
    ] as const
    assert.deepEqual(words(input({ asks })), [
      'Olivia asks to see this screen.',
      'Otto asks to work on this screen for you.',
    ])
    const said: PageCommand = {
      type: 'answer-ask',
      id: 'x',
      operator: olivia.id,
      what: 'observe',
      accepts: true,
    }
    assert.deepEqual(words(input({ asks }, { pending: [said] })), [
      'Otto asks to work on this screen for you.',
    ])
    const stopped: PageCommand = { type: 'end-watch', id: 'y', operator: olivia.id }
    const pending = [stopped]
    assert.deepEqual(words(input({ watchedBy: [olivia, otto] }, { pending })), [
      'Otto can see this screen.',
    ])
  })

  it('[CTL2] says who works on the screen, before all else, and once', () => {
    const given = input({ control: control(), watchedBy: [olivia, otto] })
    assert.deepEqual(words(given), [
      'Olivia is working on this screen.',
      'Otto can see this screen.',
    ])
    assert.deepEqual(labels(given), ['Take back', 'Stop showing', 'Stop'])
    assert.equal(controlHere(given)?.number, 3)
  })

  it('[CTL2] notes control of another tab, and is not locked by it', () => {
    const elsewhere = input({ control: control(OTHER) })
    assert.deepEqual(words(elsewhere), ['Olivia is working in another tab of yours.'])
    assert.equal(controlHere(elsewhere), null)
    assert.deepEqual(words(input({ control: { ...control(), page: null } })), [])
  })

  it('[CTL4] tells in the place of control how it came to be over, until there is control again', () => {
    const ended = 'You have taken the screen back.'
    const over = input({ watchedBy: [olivia] }, { ended })
    assert.deepEqual(words(over), [ended, 'Olivia can see this screen.'])
    assert.deepEqual(labels(over), ['Close', 'Stop'])
    assert.deepEqual(words(input({ control: control() }, { ended })), [
      'Olivia is working on this screen.',
    ])
  })

  it('[CON2] [A11Y1] says aloud who came, once, and that nobody is left', () => {
    const both = input({ watchedBy: [olivia, otto] })
    const news = (seenBy: readonly OperatorView[], given: WatchInput): string | null =>
      watchNews(new Set(seenBy.map(({ id }) => id)), given, text)
    assert.equal(news([], both), 'Olivia and Otto can see this screen.')
    assert.equal(news([olivia], both), 'Otto can see this screen.')
    assert.equal(news([olivia, otto], both), null)
    assert.equal(news([olivia, otto], input({ watchedBy: [otto] })), null)
    assert.equal(news([otto], input({})), 'No operator sees this screen any more.')
    assert.equal(news([], input({})), null)
    // Who works on it is named as such.
    assert.equal(news([], input({ watchedBy: [olivia], control: control() })), null)
    const stopped: PageCommand = { type: 'end-watch', id: 'y', operator: olivia.id }
    const own = input({ watchedBy: [olivia] }, { pending: [stopped] })
    assert.equal(news([olivia], own), 'No operator sees this screen any more.')
  })

  it('[CTL6] [CTL7] what was taken back or let go stays so, also while the server does not know', () => {
    assert.equal(controlHere(input({ control: control() }, { over: 3 })), null)
    const back: PageCommand = { type: 'take-back', id: 'x', number: 3, silent: false }
    const taken = input({ control: control() }, { pending: [back] })
    assert.equal(controlHere(taken), null)
    assert.deepEqual(words(taken), [])
    const stopped: PageCommand = { type: 'end-watch', id: 'y', operator: olivia.id }
    assert.equal(controlHere(input({ control: control() }, { pending: [stopped] })), null)
    assert.equal(controlHere(input({ control: control() }, { over: 2 }))?.number, 3)
  })
})
