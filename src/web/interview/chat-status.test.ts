import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ParticipantView } from '../../live/views.ts'
import { findNews } from './chat-news.ts'
import {
  describeAudience,
  describeBox,
  describeChat,
  describeIcon,
  describeTyping,
} from './chat-status.ts'
import { line, view } from './testing/samples.ts'

function say(overrides: Partial<ParticipantView>): string {
  return describeChat(view(overrides), true)
}

describe('the line over the chat', () => {
  it('[CHT3] tells how many operators stand by, and how many other users are there', () => {
    assert.equal(say({}), '1 operator is standing by.')
    assert.equal(say({ operators: 3 }), '3 operators are standing by.')
    assert.equal(say({ operators: 0 }), 'No operator is available at the moment.')
    assert.equal(say({ mode: 'peer', peers: 2 }), '2 other users are here.')
    assert.equal(say({ mode: 'peer', peers: 0 }), 'No other user is here at the moment.')
    assert.equal(
      say({ mode: 'peerhelp', operators: 2, peers: 1 }),
      '2 operators are standing by. 1 other user is here.',
    )
  })

  it('[CHT3] tells why nothing can be written before activation', () => {
    assert.equal(describeBox(view()), 'Activate chat to write.')
    assert.equal(
      describeBox(view({ canActivate: false })),
      'Chat cannot be activated at the moment.',
    )
    assert.equal(describeBox(view({ invitedBy: 'Olivia' })), 'Accept the offer to write.')
  })

  it('[CHT5] tells the place in the queue', () => {
    assert.match(say({ chat: 'on', queuePlace: 2 }), /number 2 in the queue/)
  })

  it('[CHT14] names who has left, who has taken over, and that nobody is there', () => {
    const on = { chat: 'on' } as const
    assert.match(
      say({ ...on, leftBehindBy: 'Olivia' }),
      /^Olivia has left\. What you write is kept/,
    )
    assert.match(
      say({ ...on, leftBehindBy: 'Olivia', queuePlace: 3 }),
      /^Olivia has left.* You are number 3/,
    )
    assert.equal(
      say({ ...on, operatorName: 'Otto', movedFrom: { name: 'Olivia', how: 'left' } }),
      'Olivia has left. You are now chatting with Otto.',
    )
    assert.match(say(on), /^Nobody is connected yet/)
  })

  it('[CHT20] names whom the chat was handed to, and who has ended it', () => {
    assert.equal(
      say({
        chat: 'on',
        operatorName: 'Otto',
        movedFrom: { name: 'Olivia', how: 'transferred' },
      }),
      'Olivia has handed the chat over to Otto.',
    )
    assert.equal(
      say({ ended: { why: 'operator', by: 'Olivia' } }),
      'Olivia has ended the chat. 1 operator is standing by.',
    )
  })

  it('[BLK1] a block names nobody', () => {
    assert.equal(
      say({ ended: { why: 'blocked', by: null }, operators: 0, canActivate: false }),
      'The chat was ended. No operator is available at the moment.',
    )
  })

  it('[CHT8] among peers it tells of the operator, where there is one, and of the peers', () => {
    const on = { chat: 'on', peers: 1 } as const
    assert.equal(say({ ...on, mode: 'peer' }), '1 other user is here.')
    assert.equal(
      say({ ...on, mode: 'peerhelp', operatorName: 'Olivia' }),
      'You are chatting with Olivia. 1 other user is here.',
    )
    assert.equal(
      say({ ...on, mode: 'peerhelp' }),
      'No operator is connected. 1 other user is here.',
    )
  })

  it('[CHT20] among peers it tells who has ended their part, until one asks for an operator', () => {
    const ended = { chat: 'on', mode: 'peerhelp', peers: 1, leftBehindBy: 'Olivia' } as const
    assert.equal(
      say({ ...ended, canAskAgain: true }),
      'Olivia has ended their part. The chat among you goes on. 1 other user is here.',
    )
    assert.match(say(ended), /^Olivia has left\. /)
  })

  it('[CHT8] [CHT9] says who reads what is written, in words', () => {
    const readers = (['help', 'peer', 'peerhelp'] as const).map((mode) =>
      describeBox(view({ chat: 'on', mode })),
    )
    assert.match(readers[0] ?? '', /Only you and the operators/)
    assert.match(readers[1] ?? '', /^Everyone who takes part/)
    assert.match(readers[2] ?? '', /and the operators/)
    assert.equal(describeAudience(line(1)), 'private')
    assert.equal(describeAudience(line(1, { audience: 'peers' })), 'with everyone here')
    assert.equal(describeAudience(line(1, { audience: 'session' })), 'with everyone here')
  })

  it('[REL4] says when the line is lost', () => {
    assert.match(describeChat(view(), false), /^Not connected/)
  })

  it('[CHT1] the icon says in words what its colour says', () => {
    assert.equal(describeIcon(view(), 0), 'Live chat')
    assert.equal(describeIcon(view(), 2), 'Live chat 2 unread messages')
    assert.equal(
      describeIcon(view({ chat: 'on', operatorName: 'Olivia' }), 1),
      'Live chat with Olivia 1 unread message',
    )
    assert.equal(
      describeIcon(view({ icon: 'grey', chat: 'on' }), 0),
      'Live chat, nobody is connected',
    )
    assert.equal(describeIcon(view({ icon: 'grey' }), 0), 'Live chat, earlier messages')
  })

  it('[CHT15] says who types', () => {
    const olivia = { name: 'Olivia', visitorNumber: null, kind: 'operator' } as const
    const visitor = { name: null, visitorNumber: 2, kind: 'participant' } as const
    assert.equal(describeTyping([]), '')
    assert.equal(describeTyping([olivia]), 'Olivia is typing…')
    assert.equal(describeTyping([visitor]), 'anonymous visitor 2 is typing…')
    assert.equal(describeTyping([olivia, visitor]), '2 people are typing…')
  })
})

describe('what is told while the help area is closed', () => {
  const on = view({ chat: 'on', operatorName: 'Olivia', canActivate: false })

  it('[CHT14] who has left and who goes on', () => {
    const left = view({ chat: 'on', leftBehindBy: 'Olivia' })
    assert.match(findNews(on, left) ?? '', /^Olivia has left/)
    assert.equal(findNews(left, left), null)
    const moved = view({
      chat: 'on',
      operatorName: 'Otto',
      movedFrom: { name: 'Olivia', how: 'left' },
    })
    assert.equal(findNews(on, moved), 'Olivia has left. You are now chatting with Otto.')
    const taken = view({ chat: 'on', operatorName: 'Otto' })
    assert.equal(findNews(left, taken), 'Otto is now here to chat with you.')
  })

  it('[CHT20] [BLK1] how the chat ended, unless the user ended it', () => {
    const ended = view({ ended: { why: 'operator', by: 'Olivia' } })
    assert.equal(findNews(on, ended), 'Olivia has ended the chat.')
    assert.equal(findNews(on, view({ ended: { why: 'blocked', by: null } })), 'The chat was ended.')
    assert.equal(findNews(on, view()), null)
    assert.equal(findNews(ended, ended), null)
  })

  it('says nothing of what a page finds at its load, nor of what the user has just done', () => {
    assert.equal(findNews(null, on), null)
    assert.equal(findNews(view(), on), null)
  })
})
