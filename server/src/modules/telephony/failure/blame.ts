/** Who the reason lies with: what the person reads and whether another trunk is tried depend on it. */
export type Blame = 'nobody' | 'caller' | 'callee' | 'carrier' | 'system';
