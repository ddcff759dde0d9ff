/** (amount + doubt * share) / (total + doubt): the share itself without any amounts, theirs with many. */
export function drawnTowards(amounts: Float64Array, shares: Float64Array, doubt: number): Float64Array {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.map((amount, place) => (amount + doubt * (shares[place] ?? 0)) / (total + doubt));
}
