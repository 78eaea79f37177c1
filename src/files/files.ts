/**
 * Where the bytes of what people send lie, sealed before they come here. One place for all server
 * processes (a shared folder). Nothing in here counts until its row is in the store.
 */
import type { FileId, SessionId } from '../base/id.ts'

export interface FilePlace {
  readonly room: SessionId
  readonly id: FileId
}

export interface Files {
  /** Answers when all of it is on disk for good; where `parts` throws, nothing is left behind. */
  write(at: FilePlace, parts: AsyncIterable<Uint8Array>): Promise<void>
  /** Exactly so many bytes; throws where they are not there. */
  read(at: FilePlace, from: number, length: number): Promise<Uint8Array>
  /** Removing what is not there is no mistake. */
  remove(at: FilePlace): Promise<void>
  /** What nobody has written to for so long. */
  listQuiet(quietMs: number): AsyncIterable<FilePlace>
}
