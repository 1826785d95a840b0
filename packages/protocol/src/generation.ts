/** Numeric generations of the protocol; each has its own status table (PROTOCOL.md §3.1). */
export type NumericGeneration = '2025' | '2026';
