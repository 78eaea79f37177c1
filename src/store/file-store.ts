/** What is known of the files that people sent: a row each. Their bytes lie elsewhere (`files/`). */
import type { FileId, SessionId } from '../base/id.ts'

export interface StoredFile {
  readonly id: FileId
  readonly room: SessionId
  /** Counted in each session from 1: how markup and code speak of it. */
  readonly number: number
  /** Of content and name, under the session's key: what is sent twice is one file. */
  readonly digest: string
  /** Name and type, sealed. */
  readonly sealed: string
  /** Of the content, in bytes. */
  readonly size: number
  readonly createdAt: number
}

export interface NewFile {
  readonly id: FileId
  readonly room: SessionId
  readonly digest: string
  readonly sealed: string
  readonly size: number
  /** What all files of the session may come to, this one among them. */
  readonly most: { readonly files: number; readonly bytes: number }
}

export type AddedFile =
  /** `file.id` is another one where the session had the same file already. */
  | { readonly type: 'added' | 'known'; readonly file: StoredFile }
  | { readonly type: 'full' }
  | { readonly type: 'unknown-session' }

/** A file whose row is gone: its bytes are to be removed. */
export interface DroppedFile {
  readonly id: FileId
  readonly room: SessionId
}

export interface FileStore {
  /** After its bytes are on disk. */
  addFile(file: NewFile): Promise<AddedFile>
  /** All of a session, by number. */
  readFiles(room: SessionId): Promise<readonly StoredFile[]>
  findFile(room: SessionId, id: FileId): Promise<StoredFile | null>
  /** Files of interviews that were ended or begun anew; then `forgetDroppedFile`. */
  readDroppedFiles(limit: number): Promise<readonly DroppedFile[]>
  /** Its bytes are removed. */
  forgetDroppedFile(id: FileId): Promise<void>
}
