import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { visitExample } from '../../test/support/reference-example.ts'
import { account } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const start = (name: string) => visitExample(python, name)

describe("the reference's live-help examples, unchanged", () => {
  it('[AUT1] [QUE3] chat-example-1 walks from its one question to its end', () => {
    const visit = start('chat-example-1')
    const first = visit.show()
    assert.equal(first.screen.name, 'Question_1')
    assert.equal(first.screen.title, 'Complaint for Child Support')
    assert.equal(first.screen.shortTitle, 'Complaint')
    assert.equal(first.screen.question, 'What types of support are you seeking?')
    assert.deepEqual(first.settings, {
      called: true,
      availability: 'available',
      mode: 'help',
      partnerRoles: ['advocate', 'family law'],
      consent: 'author',
    })
    const [field] = first.screen.fields
    assert.equal(field?.label, null)
    assert.deepEqual(
      field?.choices.map((choice) => choice.label),
      ['Child Support', 'Spousal Support'],
    )
    assert.equal(field?.noneOfTheAbove, 'None of the above')
    assert.equal(first.screen.canGoBack, false)

    const end = visit.submit({ f0: ['Child Support'] })
    assert.equal(end.accepted, true)
    assert.equal(end.screen.name, 'Question_2')
    assert.equal(end.screen.kind, 'deadend')
    assert.equal(end.screen.subquestion, 'Thank you for telling me that information.')
    assert.equal(end.screen.canGoBack, true)
    assert.deepEqual(visit.show().screen, end.screen)
  })

  it('[AUT13] chat-example-2 opens the session to others', () => {
    const reply = start('chat-example-2').show()
    assert.equal(reply.multiUser, true)
    assert.equal(reply.settings.mode, 'peerhelp')
    assert.deepEqual(reply.settings.partnerRoles, ['advocate'])
  })

  it('[AUT9] chat-partners-available asks the world and shows one text or the other', () => {
    for (const [help, text] of [
      [1, 'An advocate is available to assist you.'],
      [0, 'No advocates are available to assist\nyou at this time.'],
    ] as const) {
      const visit = start('chat-partners-available')
      const need = visit.evaluate({ type: 'show' })
      assert.equal(need.type, 'need')
      if (need.type !== 'need') return
      const [asked] = need.needs
      assert.ok(asked?.type === 'chat-partners')
      assert.deepEqual(asked.roles, ['advocate'])
      assert.equal(asked.mode, 'peerhelp')
      visit.facts[asked.key] = { type: 'chat-partners', help, peer: 0 }
      const reply = visit.show()
      assert.equal(reply.screen.subquestion, text)
      assert.deepEqual(reply.rolesNamed, ['advocate'])
    }
  })

  it('[LOG5] live_chat brings help for the whole interview, with its heading', () => {
    const { screen } = start('live_chat').show()
    assert.equal(screen.subquestion, 'Check the Help section\nfor the live chat interface.')
    assert.deepEqual(screen.interviewHelp, [
      {
        heading: 'The live chat system is above',
        label: null,
        content: 'See above for the live chat system.',
        media: [],
      },
    ])
  })

  it('[LOG3] [AUT12] chat: menu, actions with arguments, review, chat log', () => {
    const visit = start('chat')
    const first = visit.show()
    assert.equal(first.screen.name, 'Question_1')
    assert.deepEqual(first.screen.javascript, ['my-functions.js'])
    assert.deepEqual(first.screen.css, ['fruit.css'])
    assert.deepEqual(
      first.screen.fields.map(({ widget, label, required }) => [widget, label, required]),
      [
        ['text', 'Some field', true],
        ['checkbox', 'A toggler', false],
        ['range', 'Scoops of ice cream', false],
      ],
    )
    assert.equal(
      first.screen.subquestion,
      'If someone is available to chat, you will see a chat icon in the navigation bar.\n\n' +
        '[Link to this interview](http://localhost/interview?i=docassemble.base:data/questions/' +
        `examples/chat.yml&session=${visit.context.sessionId}&share=share-key)`,
    )
    const menu = first.screen.menuItems[0]
    assert.equal(menu?.label, 'Review Answers')
    assert.deepEqual(actionIn(menu?.url ?? ''), { action: 'review_answers', arguments: {} })

    const second = visit.submit({ f0: ['abc'], f1: ['True'], f2: ['3'] })
    assert.equal(second.screen.name, 'Question_2')
    assert.equal(second.screen.kind, 'continue')
    assert.match(second.screen.subquestion ?? '', /^Your lucky number is 2\./)
    assert.match(second.screen.subquestion ?? '', /\[get help\]: #help$/)
    const increase = /\[Increase\]\((.*?)\)/.exec(second.screen.subquestion ?? '')?.[1] ?? ''
    assert.deepEqual(actionIn(increase), {
      action: 'set_number_event',
      arguments: { increment: 1 },
    })
    const more = visit.action('set_number_event', { increment: 1 })
    assert.equal(more.screen.name, 'Question_2')
    assert.match(more.screen.subquestion ?? '', /^Your lucky number is 3\./)

    const review = visit.action('review_answers')
    assert.equal(review.screen.kind, 'review')
    assert.deepEqual(review.screen.review, [
      {
        label: 'Revisit',
        action: 'some_field',
        button: 'You said that some field was\nabc.',
        help: null,
      },
    ])
    assert.equal(review.screen.buttons[0]?.label, 'Resume')
    const again = visit.action('some_field')
    assert.equal(again.screen.name, 'Question_1')
    assert.equal(again.screen.fields[0]?.value, 'abc')
    const revised = visit.submit({ f0: ['xyz'], f2: ['4'] })
    assert.equal(revised.screen.kind, 'review', 'back to where the change was asked for')
    assert.equal(revised.screen.review[0]?.button, 'You said that some field was\nxyz.')
    assert.equal(visit.submit({}).screen.name, 'Question_2', 'Resume leads back')

    const need = visit.evaluate({
      type: 'submit',
      screen: 'Question_2',
      values: { press: ['continue'] },
    })
    assert.equal(need.type, 'need')
    const line = { message: 'Hello', sentAt: 0, email: null, firstName: null, lastName: null }
    visit.facts['chat-log'] = { type: 'chat-log', lines: [line] }
    const end = visit.submit({})
    assert.equal(end.screen.name, 'Question_4')
    assert.match(
      end.screen.subquestion ?? '',
      /'message': 'Hello', 'datetime': datetime.datetime\(1970/,
    )
  })

  it('[LOG2] join asks for what its last screen mentions, in the order of mention', () => {
    const visit = start('join')
    assert.equal(visit.show().screen.question, 'What is your favorite fruit?')
    assert.equal(
      visit.submit({ f0: ['apples'] }).screen.question,
      'What is your favorite vegetable?',
    )
    assert.equal(visit.submit({ f0: ['peas'] }).screen.question, 'What is your favorite fungi?')
    assert.equal(
      visit.submit({ f0: ['ceps'] }).screen.subquestion,
      'You like apples, peas, and\nceps.',
    )
  })

  it('[LOG3] join: a privileged operator sees the answers, changes one, and leaves no trace of being there', () => {
    const visit = start('join')
    visit.show()
    visit.submit({ f0: ['apples'] })
    const operator = visit.as(account({ privileges: ['admin'] }))
    const summary = operator.show()
    assert.equal(summary.screen.kind, 'review')
    assert.equal(summary.screen.review.length, 1, 'only what is known already')
    assert.equal(summary.screen.buttons[0]?.label, 'Refresh')
    assert.equal(operator.action('fruit').screen.question, 'What is your favorite fruit?')
    assert.equal(visit.show().screen.name, 'Question_4', "the user is not in the operator's action")
    const changed = operator.submit({ f0: ['pears'] })
    assert.equal(changed.screen.review[0]?.button, 'The favorite fruit was pears.')
    assert.equal(visit.show().screen.question, 'What is your favorite vegetable?')
    assert.equal(visit.as(account({ privileges: ['advocate'] })).show().screen.name, 'Question_4')
  })
})

function actionIn(url: string): unknown {
  const code = new URL(url, 'http://localhost').searchParams.get('action') ?? ''
  return JSON.parse(Buffer.from(code, 'base64url').toString())
}
