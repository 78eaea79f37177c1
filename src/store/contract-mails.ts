import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MailSettled, NewMail, StoredMail } from './mail-store.ts'
import type { Place } from './contract.ts'
import type { Store } from './store.ts'
import { createRoom, newId, save, toRoom, type TestClock } from './testing/scene.ts'

const LEASE_MS = 300_000

export function newMail(changes: Partial<NewMail> = {}): NewMail {
  return {
    id: newId<'mail'>(),
    room: null,
    kind: 'invitation',
    label: 'sealed label',
    content: 'sealed content',
    recipients: 1,
    expiresAt: null,
    ...changes,
  }
}

function settled(mail: StoredMail, changes: Partial<MailSettled>): MailSettled {
  return {
    id: mail.id,
    attempt: mail.attempts,
    state: 'waiting',
    doubts: 0,
    code: null,
    dueAt: null,
    ...changes,
  }
}

/** The part of the contract about the outbox of mails. */
export function mailContract(
  here: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('mails', () => {
    const claim = (store: Store, limit = 10) => store.claimMails({ limit, leaseMs: LEASE_MS })
    async function claimOne(store: Store): Promise<StoredMail> {
      const [mail] = await claim(store)
      assert.ok(mail)
      return mail
    }

    it('[REL1] are kept as they were queued, and found by others', async () => {
      const { store, place, clock } = here()
      const mail = newMail({ expiresAt: clock() + 1000, recipients: 3 })
      assert.equal(await store.queueMail(mail), 'queued')
      const later = await place.open()
      assert.deepEqual(await later.findMail(mail.id), {
        ...mail,
        state: 'waiting',
        attempts: 0,
        doubts: 0,
        code: null,
        createdAt: clock(),
        changedAt: clock(),
        dueAt: clock(),
      })
      assert.equal(await store.findMail(newId<'mail'>()), null)
    })

    it('[ROL2] are queued once, also at the same moment and after they were sent', async () => {
      const { store, place } = here()
      const other = await place.open()
      const mail = newMail()
      const queued = await Promise.all(
        Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? store : other).queueMail(mail)),
      )
      assert.equal(queued.filter((came) => came === 'queued').length, 1)
      assert.equal(queued.filter((came) => came === 'known').length, 5)
      await store.settleMail(settled(await claimOne(store), { state: 'sent' }))
      assert.equal(await store.queueMail(newMail({ id: mail.id, content: 'other' })), 'known')
      assert.deepEqual(await claim(store), [])
      assert.equal((await store.findMail(mail.id))?.content, null)
    })

    it('[ROL2] each is claimed by one, the longest due first', async () => {
      const { store, place, clock } = here()
      const other = await place.open()
      const ids: string[] = []
      for (let count = 0; count < 6; count++) {
        const mail = newMail()
        ids.push(mail.id)
        await store.queueMail(mail)
        clock.advance(1)
      }
      const oldest = await claim(store, 1)
      assert.deepEqual(
        oldest.map(({ id }) => id),
        ids.slice(0, 1),
      )
      const claimed = (
        await Promise.all([claim(store, 2), claim(other, 2), claim(store, 1)])
      ).flat()
      const rest = await claim(other)
      const all = [...oldest, ...claimed, ...rest].map(({ id }) => id)
      assert.deepEqual(all.toSorted(), ids.toSorted())
      for (const mail of claimed) {
        assert.equal(mail.state, 'sending')
        assert.equal(mail.attempts, 1)
        assert.equal(mail.dueAt, clock() + LEASE_MS)
      }
    })

    it('[ROL2] one that nobody tells of any more lapses, and not before', async () => {
      const { store, clock } = here()
      await store.queueMail(newMail())
      const mail = await claimOne(store)
      clock.advance(LEASE_MS - 1)
      assert.deepEqual(await store.readLapsedMails(10), [])
      clock.advance(1)
      assert.deepEqual(await store.readLapsedMails(10), [mail])
      assert.equal(await store.settleMail(settled(mail, { doubts: 1, dueAt: clock() })), true)
      assert.deepEqual(await store.readLapsedMails(10), [])
      const again = await claimOne(store)
      assert.deepEqual([again.id, again.attempts, again.doubts], [mail.id, 2, 1])
    })

    it('[ROL2] an attempt is settled once, and not by one before it', async () => {
      const { store, clock } = here()
      await store.queueMail(newMail())
      const first = await claimOne(store)
      await store.settleMail(settled(first, { code: '451', dueAt: clock() + 1000 }))
      const late = settled(first, { state: 'failed', code: '550' })
      assert.equal(await store.settleMail(late), false)
      assert.deepEqual(await claim(store), [])
      clock.advance(1000)
      const second = await claimOne(store)
      assert.equal(second.code, '451')
      assert.equal(await store.settleMail(late), false)
      const rest = settled(second, { content: 'the rest', dueAt: clock() })
      assert.equal(await store.settleMail(rest), true)
      assert.equal((await claimOne(store)).content, 'the rest')
    })

    it('[ROL2] good news that comes late is believed, of the last attempt', async () => {
      const { store, clock } = here()
      await store.queueMail(newMail())
      const mail = await claimOne(store)
      await store.settleMail(settled(mail, { doubts: 1, dueAt: clock() }))
      assert.equal(await store.settleMail(settled(mail, { state: 'sent' })), true)
      assert.equal((await store.findMail(mail.id))?.state, 'sent')
      assert.equal(await store.settleMail(settled(mail, { state: 'sent' })), false)
    })

    it('go with their session, and none is queued for one that does not exist', async () => {
      const { store, clock } = here()
      const { room } = await createRoom(store)
      const { room: other } = await createRoom(store)
      const before = await store.countRecipients(null, clock() - 1)
      const mail = newMail({ room, recipients: 2 })
      const lost = newMail({ room: newId() })
      assert.equal(await store.queueMail(mail), 'queued')
      assert.equal(await store.queueMail(lost), 'unknown-session')
      assert.equal(await store.findMail(lost.id), null)
      await store.queueMail(newMail({ room, recipients: 3 }))
      await store.queueMail(newMail({ recipients: 50 }))
      assert.equal(await store.countRecipients(room, clock() - 1), 5)
      assert.equal(await store.countRecipients(room, clock()), 0)
      await store.queueMail(newMail({ room: other, recipients: 4 }))
      assert.equal(await store.countRecipients(null, clock() - 1), before + 9)
      assert.equal(await store.countRecipients(null, clock()), 0)
    })

    it('[REL5] [PYT3] leave with the step that wants them, whole or not at all', async () => {
      const { store } = here()
      const { room, participant, send } = await createRoom(store)
      const mails = [newMail({ room }), newMail({ room })]
      const command = toRoom(room, save({ participant, mails }))
      await store.transact(command)
      await store.transact(command)
      assert.equal((await store.countMails()).waiting, 2)
      const stale = await send(save({ participant, mails: [newMail({ room })] }))
      assert.equal(stale.reply.type, 'refused')
      assert.equal((await store.countMails()).waiting, 2)
      await send({ type: 'exit', participant, mails: [newMail({ room })] })
      assert.equal((await store.countMails()).waiting, 3)
      for (const { id } of mails) assert.equal((await store.findMail(id))?.room, room)
    })

    it('an administrator tries again or drops what is not under way', async () => {
      const { store, clock } = here()
      const mail = newMail({ expiresAt: clock() + 5 })
      await store.queueMail(mail)
      const claimed = await claimOne(store)
      assert.equal(await store.retryMail(mail.id), false)
      assert.equal(await store.dropMail(mail.id), false)
      await store.settleMail(settled(claimed, { state: 'doubtful', doubts: 2, code: 'cut' }))
      clock.advance(10)
      assert.equal(await store.retryMail(mail.id), true)
      const { attempts, doubts, createdAt, expiresAt } = await claimOne(store)
      assert.deepEqual([attempts, doubts, createdAt, expiresAt], [2, 0, clock(), null])
      await store.settleMail(settled({ ...claimed, attempts }, { state: 'failed', code: '550' }))
      assert.equal(await store.dropMail(mail.id), true)
      const dropped = await store.findMail(mail.id)
      assert.deepEqual([dropped?.state, dropped?.content], ['dropped', null])
      assert.equal(await store.dropMail(mail.id), false)
      assert.equal(await store.retryMail(mail.id), false)
      assert.deepEqual(await claim(store), [])
      assert.equal(await store.queueMail(mail), 'known')
    })

    it('are listed by page, the last changed first, and counted by state', async () => {
      const { store, clock } = here()
      const ids: string[] = []
      for (let count = 0; count < 5; count++) {
        const mail = newMail()
        ids.unshift(mail.id)
        await store.queueMail(mail)
        if (count !== 1) clock.advance(1)
      }
      const listed: StoredMail[] = []
      for (;;) {
        const before = listed.at(-1) ?? null
        const part = await store.listMails({ limit: 2, state: null, before })
        listed.push(...part)
        if (part.length < 2) break
      }
      assert.deepEqual(listed.map(({ id }) => id).toSorted(), ids.toSorted())
      assert.equal(listed[0]?.id, ids[0])
      await store.settleMail(settled(await claimOne(store), { state: 'failed', code: '550' }))
      const failed = await store.listMails({ limit: 10, state: 'failed', before: null })
      assert.deepEqual(
        failed.map(({ code }) => code),
        ['550'],
      )
      const counts = await store.countMails()
      assert.deepEqual(counts, {
        waiting: 0,
        sending: 4,
        sent: 0,
        failed: 1,
        doubtful: 0,
        dropped: 0,
      })
    })

    it('[ROL2] one that waited too long, or whose time is over, is not sent any more', async () => {
      const { store, clock } = here()
      const [old, short, young] = [newMail(), newMail({ expiresAt: clock() + 500 }), newMail()]
      await store.queueMail(old)
      await store.queueMail(short)
      clock.advance(499)
      await store.queueMail(young)
      await store.expireMails(1000)
      assert.deepEqual((await store.countMails()).waiting, 3)
      clock.advance(1)
      await store.expireMails(1000)
      const { state, code, dueAt, content } = (await store.findMail(short.id)) ?? {}
      assert.deepEqual([state, code, dueAt], ['failed', 'too-old', null])
      assert.equal(content, short.content)
      clock.advance(500)
      await store.expireMails(1000)
      assert.equal((await store.findMail(old.id))?.state, 'failed')
      assert.deepEqual(
        (await claim(store)).map(({ id }) => id),
        [young.id],
      )
    })

    it('what was settled long ago is forgotten; what waits is not', async () => {
      const { store, clock } = here()
      const old = newMail()
      await store.queueMail(old)
      await store.settleMail(settled(await claimOne(store), { state: 'sent' }))
      const waits = newMail()
      await store.queueMail(waits)
      clock.advance(1000)
      await store.forgetMails(clock() - 1000)
      assert.notEqual(await store.findMail(old.id), null)
      await store.forgetMails(clock())
      assert.equal(await store.findMail(old.id), null)
      assert.equal((await store.findMail(waits.id))?.state, 'waiting')
    })
  })
}
