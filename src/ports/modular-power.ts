/** `base ^ exponent mod N` in SRP's 3072-bit group (RFC 5054, appendix A), off the main thread. */
export interface ModularPower {
  power(base: bigint, exponent: bigint): Promise<bigint>;
}
