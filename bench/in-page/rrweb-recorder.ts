export { record } from '@rrweb/record'
