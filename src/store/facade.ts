import type { OperationName, Operations } from './operations.ts'
import type { Store } from './store.ts'

/** Runs an operation wherever the database is: in the worker, or on a connection of the pool. */
export type Run = <name extends OperationName>(
  name: name,
  given: Parameters<Operations[name]>,
) => Promise<Awaited<ReturnType<Store[name]>>>

/** The port, made of one way to run operations. */
export function createStore(run: Run, close: () => Promise<void>): Store {
  return {
    transact: (...given) => run('transact', given),
    readRoom: (...given) => run('readRoom', given),
    readDesk: (...given) => run('readDesk', given),
    readMonitoredRooms: (...given) => run('readMonitoredRooms', given),
    readEvents: (...given) => run('readEvents', given),
    readLines: (...given) => run('readLines', given),
    readWrappedKey: (...given) => run('readWrappedKey', given),
    readStep: (...given) => run('readStep', given),
    readAudit: (...given) => run('readAudit', given),
    changedSince: (...given) => run('changedSince', given),
    readDue: (...given) => run('readDue', given),
    putOff: (...given) => run('putOff', given),
    readOutbox: (...given) => run('readOutbox', given),
    outboxDone: (...given) => run('outboxDone', given),
    renewProcess: (...given) => run('renewProcess', given),
    readLapsedProcesses: (...given) => run('readLapsedProcesses', given),
    forgetProcess: (...given) => run('forgetProcess', given),
    bindVisitor: (...given) => run('bindVisitor', given),
    findVisitor: (...given) => run('findVisitor', given),
    findAccountParticipant: (...given) => run('findAccountParticipant', given),
    now: (...given) => run('now', given),
    createAccount: (...given) => run('createAccount', given),
    updateAccount: (...given) => run('updateAccount', given),
    findAccount: (...given) => run('findAccount', given),
    findAccountByEmail: (...given) => run('findAccountByEmail', given),
    listAccounts: (...given) => run('listAccounts', given),
    createSignIn: (...given) => run('createSignIn', given),
    findSignIn: (...given) => run('findSignIn', given),
    findSignIns: (...given) => run('findSignIns', given),
    endSignIn: (...given) => run('endSignIn', given),
    endSignInsOf: (...given) => run('endSignInsOf', given),
    createLink: (...given) => run('createLink', given),
    takeLink: (...given) => run('takeLink', given),
    findLink: (...given) => run('findLink', given),
    addFile: (...given) => run('addFile', given),
    readFiles: (...given) => run('readFiles', given),
    findFile: (...given) => run('findFile', given),
    readDroppedFiles: (...given) => run('readDroppedFiles', given),
    forgetDroppedFile: (...given) => run('forgetDroppedFile', given),
    close,
  }
}
