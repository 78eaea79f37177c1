import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { LineView } from '../protocol/chat.ts'
import {
  change,
  conversationOf,
  hears,
  operatorAtWork,
  openPage,
  ask,
  peerAtWork,
  say,
  talk,
  userAtWork,
  viewWhere,
  type Page,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('chat among the users of a session', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer()
  })
  afterEach(() => server.close())

  /** Two users of one session, chat on. */
  async function twoUsers(mode: 'help' | 'peer' | 'peerhelp') {
    const first = await userAtWork(server, { mode, multiUser: true })
    const second = await peerAtWork(server, first.session)
    return { ...first, first, second }
  }

  /** All that a page of this user that opens now is given to read. */
  async function reads(user: { openPage(session: string): Promise<Page> }, session: string) {
    const page = await user.openPage(session)
    const welcome = await page.next((message) => message.type === 'welcome')
    const lines: readonly LineView[] = welcome.type === 'welcome' ? welcome.lines : []
    page.close()
    return lines.map((line) => line.text)
  }

  async function whole(page: Page): Promise<readonly string[]> {
    const push = await page.next((message) => message.type === 'push' && message.whole === true)
    return push.type === 'push' ? push.lines.map((line) => line.text) : []
  }

  it('[AUT13] [CHT3] [CHT4] [CHT8] in mode peer users chat with one another, and no operator reads it', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, first, second } = await twoUsers('peer')
    const view = await viewWhere(first.page, ({ peers }) => peers === 1)
    assert.deepEqual([view.icon, view.canActivate, view.operators], ['green', true, 0])
    await say(first.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-activate' })
    await say(first.page, { type: 'chat-send', text: 'between us' })
    await hears(second.page, 'between us')
    await say(second.page, { type: 'chat-send', text: 'and back' })
    await hears(first.page, 'and back')
    const [row] = Object.keys(
      (await server.deps.store.readRoom(session as never))?.participants ?? {},
    )
    for (const participant of [null, row]) {
      monitor.send({ type: 'follow', session, participant })
      const shown = await conversationOf(monitor, session)
      assert.deepEqual(shown.lines, [])
    }
    assert.equal(JSON.stringify(monitor.heard).includes('between us'), false)
  })

  it('[CHT7] [CHT8] a line for peers is read when a peer has seen it', async () => {
    const { first, second } = await twoUsers('peer')
    await say(first.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-activate' })
    await say(first.page, { type: 'chat-send', text: 'seen?' })
    const push = await second.page.next(
      (message) => message.type === 'push' && message.lines.length > 0,
    )
    const upTo = push.type === 'push' ? (push.lines[0]?.seq ?? 0) : 0
    await say(second.page, { type: 'chat-read', upTo })
    await viewWhere(first.page, (view) => view.readByPeersUpTo >= upTo)
  })

  it('[CHT8] [CHT5] in mode peerhelp an operator joins once, for all', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session, first, second } = await twoUsers('peerhelp')
    const conversation = await talk(monitor, first.page, session)
    assert.equal(conversation.participant, null)
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'to everybody' })
    await hears(first.page, 'to everybody')
    await hears(monitor, 'to everybody')
    await say(monitor, { type: 'chat-send', session, participant: null, text: 'hello both' })
    await hears(first.page, 'hello both')
    await hears(second.page, 'hello both')
    const begun = monitor.heard.filter(
      (message) => message.type === 'conversation' && message.conversation.session === session,
    )
    assert.equal(begun.length, 1)
    const members = monitor.heard.flatMap((message) =>
      message.type === 'lines' ? [message.state.members.map((one) => one.visitorNumber)] : [],
    )
    assert.deepEqual(members.at(-1), [1, 2])
  })

  it('[CHT9] [CHT10] a change of mode opens no private line and closes the shared ones, on open pages too', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, first, second } = await twoUsers('help')
    const { participant } = await talk(monitor, first.page, session)
    await say(first.page, { type: 'chat-send', text: 'private' })
    await say(monitor, { type: 'chat-send', session, participant, text: 'answer' })
    await change(user, session, { mode: 'peer' })
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'shared' })
    await hears(first.page, 'shared')
    assert.deepEqual(await reads(second.user, session), ['shared'])
    assert.deepEqual(await reads(first.user, session), ['private', 'answer', 'shared'])
    assert.equal(JSON.stringify(second.page.heard).includes('private'), false)
    await change(user, session, { mode: 'help' })
    // The open pages are told to forget what is no longer theirs.
    await waitForWhole(first.page, ['private', 'answer'])
    assert.deepEqual(await reads(first.user, session), ['private', 'answer'])
    assert.deepEqual(await reads(second.user, session), ['shared'])
    await change(user, session, { mode: 'peerhelp' })
    await waitForWhole(first.page, ['private', 'answer', 'shared'])
  })

  it('[CHT9] [REL2] a message that waited for its line reaches no others than it was written for', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, first, second } = await twoUsers('help')
    await talk(monitor, first.page, session)
    const stored = { type: 'chat-send', text: 'stored in time', mode: 'help' }
    const id = await say(first.page, stored)
    await change(user, session, { mode: 'peer' })
    const late = { type: 'chat-send', text: 'for operators', mode: 'help' }
    assert.equal(await ask(first.page, late), 'other-readers')
    // What was stored before the change is acknowledged again, and stays what it was.
    first.page.send({ ...stored, id })
    await first.page.next((message) => message.type === 'ack' && message.id === id)
    await say(first.page, { type: 'chat-send', text: 'for peers', mode: 'peer' })
    assert.deepEqual(await reads(second.user, session), ['for peers'])
  })

  async function waitForWhole(page: Page, wanted: readonly string[]): Promise<void> {
    for (;;) {
      const lines = await whole(page)
      if (JSON.stringify(lines) === JSON.stringify(wanted)) return
    }
  }

  it('[CHT10] [REL3] a page that was away while the mode changed is given what it lacks', async () => {
    const { user, session, first, second } = await twoUsers('help')
    const welcome = first.page.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    first.page.close()
    await first.page.closed
    await change(second.user, session, { mode: 'peer' })
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'while away' })
    await hears(second.page, 'while away')
    const room = await server.deps.store.readRoom(session as never)
    const back = await user.openPage(session, room?.seq ?? 0, welcome.reach)
    const again = await back.next((message) => message.type === 'welcome')
    assert.ok(again.type === 'welcome')
    assert.equal(again.whole, true)
    assert.deepEqual(
      again.lines.map((line) => line.text),
      ['while away'],
    )
    const same = await user.openPage(session, again.cursor, again.reach)
    const third = await same.next((message) => message.type === 'welcome')
    assert.deepEqual(third.type === 'welcome' && [third.whole, third.lines], [false, []])
  })

  it('[CHT15] typing is seen by those who may read what is written, and nobody else', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, first, second } = await twoUsers('help')
    const { participant } = await talk(monitor, first.page, session)
    first.page.send({ type: 'typing', is: true })
    const seen = await monitor.next((message) => message.type === 'typing')
    assert.deepEqual(seen, {
      type: 'typing',
      session,
      participant,
      who: [{ name: null, visitorNumber: 1, kind: 'participant' }],
    })
    monitor.send({ type: 'typing', session, participant, is: true })
    const back = await first.page.next((message) => message.type === 'typing')
    assert.deepEqual(back, {
      type: 'typing',
      who: [{ name: 'Olivia Operator', visitorNumber: null, kind: 'operator' }],
    })
    // Sending ends it, without another word.
    await say(first.page, { type: 'chat-send', text: 'done' })
    await monitor.next((message) => message.type === 'typing' && message.who.length === 0)
    assert.equal(
      second.page.heard.some((message) => message.type === 'typing'),
      false,
    )
    await change(user, session, { mode: 'peer' })
    await say(second.page, { type: 'chat-activate' })
    await viewWhere(second.page, ({ chat }) => chat === 'on')
    second.page.send({ type: 'typing', is: true })
    await first.page.next(
      (message) => message.type === 'typing' && message.who[0]?.visitorNumber === 2,
    )
    // What the Monitor would have heard comes before the answer to this.
    await ask(monitor, { type: 'set-available', available: true })
    assert.equal(monitor.heard.filter((message) => message.type === 'typing').length, 2)
  })

  it('[AUT9] [AUT10] [AUT11] interview code counts partners by mode', async () => {
    await operatorAtWork(server)
    for (const [mode, told] of [
      ['help', '1 partners, 0 peers'],
      ['peer', '0 partners, 1 peers'],
      ['peerhelp', '1 partners, 1 peers'],
    ] as const) {
      const { user, session } = await twoUsers(mode)
      await user.post(`/s/${session}`, { version: '2', screen: 'ask name', f0: 'Ada' })
      const page = await (await user.get(`/s/${session}`)).text()
      assert.match(page, new RegExp(told), mode)
    }
  })

  it('[AUT12] [CHT10] the log that interview code is given holds no other user’s private lines', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, first, second } = await twoUsers('help')
    await talk(monitor, first.page, session)
    await say(first.page, { type: 'chat-send', text: 'private' })
    await change(user, session, { mode: 'peerhelp' })
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'shared' })
    const saved = await second.user.get(`/s/${session}/chat-log`)
    assert.equal((await saved.text()).includes('private'), false)
    await second.user.post(`/s/${session}`, { version: '3', screen: 'ask name', f0: 'Ada' })
    assert.match(await (await second.user.get(`/s/${session}`)).text(), /, 1 lines/)
    assert.match(await (await user.get(`/s/${session}`)).text(), /, 2 lines/)
  })

  it('[AUT13] a user who was let in comes back to the same place, and to nobody else’s', async () => {
    const { session, second } = await twoUsers('peer')
    await say(second.page, { type: 'chat-activate' })
    await say(second.page, { type: 'chat-send', text: 'mine' })
    second.page.close()
    const again = await openPage(second.user, session)
    const welcome = again.heard.find((message) => message.type === 'welcome')
    assert.ok(welcome?.type === 'welcome')
    assert.deepEqual(
      welcome.lines.map((line) => [line.text, line.own, line.visitorNumber]),
      [['mine', true, 2]],
    )
    const room = await server.deps.store.readRoom(session as never)
    assert.equal(Object.keys(room?.participants ?? {}).length, 2)
  })
})
