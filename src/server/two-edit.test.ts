import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { titleOf, toldIn, valueOf, twoPeople } from './testing/form-filler.ts'
import { startTestServer } from './testing/test-server.ts'

/** One answers the questions; the other does, too, or changes by an action what is shown in them. */
const YAML = `
metadata:
  title: Two
---
initial: True
code: |
  multi_user = True
  process_action()
---
code: |
  guess = 'Ann'
  rent = 1
  note = ''
---
event: overview
question: All of it
review:
  - Change the rent: rent
    button: Rent is \${ rent }.
resume button label: Refresh
---
event: change
code: |
  if action_argument('what') == 'guess':
    guess = action_argument('to')
  elif action_argument('what') == 'rent':
    rent = action_argument('to')
  else:
    note = action_argument('to')
---
id: about
question: About you
subquestion: |
  Rent: \${ rent }.
fields:
  - First name: first
    default: \${ guess }
  - Street: street
  - Pets: pets
    datatype: yesno
  - PIN: pin
    datatype: password
    required: False
---
id: rest
question: The rest
fields:
  - Colour: colour
---
mandatory: True
id: done
question: |
  Done: \${ first }, \${ street }, \${ colour }, \${ note }.
`

describe('two people who answer the same questions', async () => {
  const evaluators = await plainEvaluators()
  const server = await startTestServer({ evaluators, yaml: YAML })
  after(() => server.close())

  const two = () => twoPeople(server)

  it('[JOI3] what the other changed is nothing of this screen: the answer simply goes on', async () => {
    const { ann, bob } = await two()
    await bob.change('note', 'kept')
    const form = ann.form({ f1: 'Main Street', f3: '1234' })
    assert.equal(titleOf(await ann.send(form)), 'The rest')
    assert.match(await ann.send(ann.form({ f0: 'red' })), /Done: Ann, Main Street, red, kept\./)
  })

  it('[JOI3] it is on this screen: that is told, what was typed stays, and what was not is the newest', async () => {
    const { ann, bob } = await two()
    await bob.change('guess', 'Anna')
    await bob.change('rent', '900')
    const html = await ann.send(ann.form({ f1: 'Main Street', f2: 'True', f3: '1234' }))
    assert.match(html, /Answers were changed in the meantime by anonymous visitor 2/)
    assert.match(html, /Rent: 900\./)
    assert.deepEqual([valueOf(html, 'f0'), valueOf(html, 'f1')], ['Anna', 'Main Street'])
    assert.match(html, /name="f2"[^>]*checked|checked[^>]*name="f2"/)
    assert.doesNotMatch(html, /1234/)
    // Loaded anew it is the same; sent once more it is saved.
    assert.equal(valueOf(await ann.look(), 'f1'), 'Main Street')
    assert.equal(titleOf(await ann.send(ann.form({ f3: '1234' }))), 'The rest')
    assert.match(await ann.send(ann.form({ f0: 'red' })), /Done: Anna, Main Street, red/)
  })

  it('[JOI3] the other has answered it: nothing of theirs is lost, and nothing that was typed', async () => {
    const { ann, bob } = await two()
    const late = ann.form({ f0: 'Annie', f1: '<b>Main</b>', f2: 'True', f3: '1234' })
    await bob.send(bob.form({ f1: 'Side Street' }))
    const html = await ann.send(late)
    assert.equal(titleOf(html), 'The rest')
    assert.match(html, /What you had typed/)
    assert.deepEqual(toldIn(html), [
      ['First name', 'Annie'],
      ['Street', '&lt;b&gt;Main&lt;/b&gt;'],
      ['Pets', 'Yes'],
    ])
    assert.doesNotMatch(html, /1234/)
    await ann.look()
    assert.match(await ann.send(ann.form({ f0: 'red' })), /Done: Ann, Side Street, red/)
  })

  it('[JOI3] both have changed the same field: the newest stands, and what was typed is told', async () => {
    const { ann, bob } = await two()
    await bob.change('guess', 'Anna')
    const html = await ann.send(ann.form({ f0: 'Annie', f1: 'Main Street' }))
    assert.deepEqual([valueOf(html, 'f0'), valueOf(html, 'f1')], ['Anna', 'Main Street'])
    assert.deepEqual(toldIn(html), [['First name', 'Annie']])
    // Both mean the same: there is nothing to tell.
    await ann.look()
    await bob.change('guess', 'Annie')
    assert.deepEqual(toldIn(await ann.send(ann.form({ f0: 'Annie', f3: '1' }))), [])
  })

  it('[JOI3] [REL5] sent twice it is one step, also where the other saved between', async () => {
    const { ann, bob } = await two()
    await bob.change('note', 'one')
    const form = ann.form({ f1: 'Main Street' })
    await ann.send(form)
    await bob.look()
    await bob.send(bob.form({ f0: 'blue' }))
    const html = await ann.send(form)
    assert.match(html, /Done: Ann, Main Street, blue, one\./)
    assert.doesNotMatch(html, /What you had typed/)
  })

  it('[JOI3] [REL5] sent twice it is one step, also where the other was given their words back between', async () => {
    const { ann, bob } = await two()
    const form = ann.form({ f1: 'Main Street' })
    const late = bob.form({ f1: 'Side Street' })
    await ann.send(form)
    assert.match(await bob.send(late), /<dd>Side Street<\/dd>/)
    await bob.send(bob.form({ f0: '' }))
    const html = await ann.send(form)
    assert.equal(titleOf(html), 'The rest')
    assert.doesNotMatch(html, /What you had typed/)
  })

  for (const [same, street] of [
    ['the same', 'Main Street'],
    ['other', 'Side Street'],
  ] as const) {
    it(`[JOI3] one person in two tabs: ${same} words, sent after the other tab saved and went back, are not lost`, async () => {
      const { ann, bob } = await two()
      const late = ann.form({ f1: street, f3: '1234' })
      await ann.send(ann.form({ f1: 'Main Street', f3: '1234' }))
      await ann.back()
      assert.equal(titleOf(ann.html()), 'About you')
      const html = await ann.send(late)
      if (street !== 'Main Street') assert.equal(titleOf(html), 'The rest')
      else {
        // Perhaps only a sending that came late: it undoes no Back by itself, and is given back.
        assert.deepEqual([titleOf(html), valueOf(html, 'f1')], ['About you', street])
        assert.equal(titleOf(await ann.send(ann.form({ f3: '1234' }))), 'The rest')
      }
      await bob.look()
      assert.match(await bob.send(bob.form({ f0: 'red' })), new RegExp(`Done: Ann, ${street}, red`))
    })
  }

  it('[JOI3] Back takes nothing back that the person has not seen', async () => {
    const { ann, bob } = await two()
    await ann.send(ann.form({ f1: 'Main Street' }))
    await bob.look()
    await bob.send(bob.form({ f0: 'blue' }))
    const html = await ann.back()
    assert.match(html, /Done: Ann, Main Street, blue/)
    assert.match(html, /changed in the meantime/)
  })

  it('[JOI3] Back is not refused for what the other sent in vain', async () => {
    const { ann, bob } = await two()
    await ann.send(ann.form({ f1: 'Main Street' }))
    await bob.look()
    await bob.send(bob.form({ f0: '' }))
    const html = await ann.back()
    assert.equal(titleOf(html), 'About you')
    assert.doesNotMatch(html, /changed in the meantime/)
  })

  it('[JOI3] the other goes back while one types: what was typed is kept, and told', async () => {
    const { ann, bob } = await two()
    await bob.send(bob.form({ f1: 'Main Street' }))
    await ann.look()
    await bob.back()
    const html = await ann.send(ann.form({ f0: 'green' }))
    assert.equal(titleOf(html), 'About you')
    assert.match(html, /<dt>Colour<\/dt>\s*<dd>green<\/dd>/)
  })

  it('[JOI3] a review screen that the other changed is shown anew: there is nothing to send again', async () => {
    const { ann, bob } = await two()
    await ann.act('overview')
    assert.equal(titleOf(ann.html()), 'All of it')
    await bob.change('rent', '900')
    const html = await ann.send(ann.form({}))
    assert.match(
      html,
      /changed in the meantime by anonymous visitor 2. This screen shows the newest/,
    )
    assert.match(html, /Rent is 900/)
  })

  it('[REL7] [JOI3] what a form says of its screen is believed of nothing but itself', async () => {
    for (const seen of ['', '{', '[]', '{"is":1,"had":[]}', `{"is":"x","had":${'['.repeat(500)}`]) {
      const { ann, bob } = await two()
      await bob.change('rent', '5')
      const html = await ann.send({ ...ann.form({ f1: 'Main Street' }), seen })
      assert.equal(titleOf(html), 'About you')
      assert.doesNotMatch(html, /Done/)
    }
  })

  it('[JOI3] whoever saves, and when: no answer goes over one that its sender had not seen, and no word is lost', async () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma')
    const deed = fc.record({
      who: fc.boolean(),
      what: fc.constantFrom('look', 'send', 'send', 'send', 'guess', 'rent', 'note', 'back'),
      word,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 10 }), async (deeds) => {
        const { ann, bob } = await two()
        const shown = (html: string): string =>
          `${titleOf(html)} ${/Rent: (\w+)/.exec(html)?.[1]} ${/Done: [^<]*/.exec(html)?.[0]}`
        for (const { who, what, word: typed } of deeds) {
          const one = who ? ann : bob
          if (what === 'look') await one.look()
          else if (what === 'back') await one.back()
          else if (what !== 'send') await one.change(what, typed)
          else {
            const before = one.html()
            const title = titleOf(before)
            const field = title === 'About you' ? 'f1' : 'f0'
            const isOver = !/^(About you|The rest)/.test(title)
            const form = one.form(isOver ? {} : { [field]: typed })
            const html = await one.send(form)
            const isNotice = html.includes('al-overtaken') || html.includes('alert-warning')
            if (isNotice && !isOver) {
              const isKept = valueOf(html, field) === typed || html.includes(`<dd>${typed}</dd>`)
              assert.ok(isKept || html.includes(`value="${typed}"`), `${title}: ${typed} is lost`)
            }
            if (!isNotice && title === 'About you') {
              assert.notEqual(titleOf(html), 'About you', shown(before))
            }
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})
