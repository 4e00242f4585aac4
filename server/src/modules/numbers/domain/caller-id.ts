export type PresentableNumber = {
  readonly id: string;
  readonly number: string;
  readonly label: string | null;
  readonly assignedUserId: string | null;
  readonly presentable: boolean;
};

/**
 * Numbers that a member may show to those they call: their own, then the organization's shared ones. Nothing else is
 * ever presented (caller-ID allow-list), whatever a telephone asks for.
 */
export function allowedCallerIds(numbers: readonly PresentableNumber[], userId: string): PresentableNumber[] {
  const own = numbers.filter((number) => number.assignedUserId === userId);
  const shared = numbers.filter((number) => number.assignedUserId !== userId && number.presentable);
  return [...own, ...shared];
}

/** The chosen number while it is still allowed, else the first one; null when there is none. */
export function presentedCallerId(
  allowed: readonly PresentableNumber[],
  selectedId: string | null,
): PresentableNumber | null {
  return allowed.find((number) => number.id === selectedId) ?? allowed[0] ?? null;
}
