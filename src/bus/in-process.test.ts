import { busContract } from './contract.ts'
import { createInProcessFabric } from './in-process.ts'

busContract('in process', () => {
  const fabric = createInProcessFabric()
  return Promise.resolve({ here: fabric.connect(), there: fabric.connect() })
})
