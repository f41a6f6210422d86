/** The limits of all tests go through this one function, so that they hold on a machine that is many times slower. */
export { scaled } from '@resus/sandbox/scaled';
