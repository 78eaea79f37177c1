/** The answers of sessions as they lie on disk, sealed: read past the product, and sealed anew for it. */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import { openAnswers, sealAnswers, sealScreen } from '../../src/server/saved-screen.ts'
import { createKeyring, type Keyring } from '../../src/server/seal.ts'
import type { Random } from '../../src/server/settings.ts'
import type { Disk } from './disk.ts'
import { decodeAnswers, encodeAnswers, nameOfQuestion, SOURCE, type Answers } from './interview.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at)

export interface Steps {
  /** What is saved now; null: nothing. */
  read(session: SessionId): Answers | null
  /** As the step of that version, by somebody's press of a button. */
  seal(
    session: SessionId,
    version: number,
    by: ParticipantId,
    answers: Answers,
  ): { readonly answers: string; readonly screen: string }
}

export function keyringOf(random: Random): Keyring {
  return createKeyring({ keys: [{ id: 'k', bytes: KEY }], currentId: 'k', random })
}

export function createSteps(disk: Disk, random: Random): Steps {
  const keyring = keyringOf(random)

  function keyOf(session: SessionId) {
    const wrapped = disk.run(disk.operations.readWrappedKey(session))
    return wrapped === null ? null : keyring.unwrap(session, wrapped)
  }

  return {
    read(session) {
      const step = disk.run(disk.operations.readStep(session))
      const key = keyOf(session)
      return step === null || key === null ? null : decodeAnswers(openAnswers(key, step))
    },
    seal(session, version, participant, answers) {
      const key = keyOf(session)
      // A session that was deleted meanwhile: the save will be refused.
      if (key === null) return { answers: '', screen: '' }
      const rendered = {
        name: nameOfQuestion(answers.question),
        html: '',
        help: '',
        questionHelp: false,
        hasHelp: false,
        title: 'Interview',
        shortTitle: 'Interview',
        menu: [],
        canGoBack: true,
        css: [],
        javascript: [],
        language: 'en',
      }
      const screen = {
        interviewHash: SOURCE.hash,
        participant,
        cause: `saved ${version}`,
        accepted: true,
        // Whoever looks at it has it made.
        departs: true,
        rendered,
      }
      return {
        answers: sealAnswers(key, version, encodeAnswers(answers)),
        screen: sealScreen(key, version, screen),
      }
    },
  }
}
